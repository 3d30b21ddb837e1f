package dev.oxydra.tui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.ApprovalEvent;
import dev.oxydra.types.ApprovalFrame;
import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Json;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.TurnState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A turn for scripts, at a gateway whose answers the test writes. */
class AskGatewayTest {
  private static final String TOKEN = "secret";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path folder;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory("ox");
    Files.writeString(folder.resolve("token"), TOKEN + "\n");
  }

  @AfterEach
  void removeFolder() throws IOException {
    Files.delete(folder.resolve("token"));
    Files.delete(folder);
  }

  @Test
  void afterALostConnectionNothingIsMissingAndNothingThereTwice() throws Exception {
    CompletableFuture<Ask.End> end;
    try (TestGateway gateway = gateway()) {
      end = ask(Ask.Format.TEXT, null);
      ClientFrame.SendTurn send = gateway.next(ClientFrame.SendTurn.class);
      assertEquals("hello", send.prompt());
      gateway.send(event(5, new EventPayload.TurnSubmitted("hello", List.of())));
      gateway.send(event(6, new EventPayload.TurnStarted()));
      gateway.send(event(7, Script.assistant("First.\n")));
      gateway.send(Script.delta(Script.TURN, "Then "));
      gateway.send(Script.delta(Script.TURN, "more"));
      gateway.send(Script.delta(new TurnId("another"), "not ours"));
      await("First.\n\nThen more");
    }
    try (TestGateway gateway = gateway()) {
      ClientFrame.Hello hello = gateway.next(ClientFrame.Hello.class);
      assertEquals(7, hello.afterSeq());
      assertEquals(Script.SESSION, hello.sessionId());
      gateway.send(Script.replayed(hello, 7));
      gateway.send(Script.delta(Script.TURN, "Then more and"));
      gateway.send(Script.delta(Script.TURN, " more"));
      gateway.send(event(8, Script.assistant("Then more and more, to its end.")));
      gateway.send(event(9, Script.completed()));
      assertEquals(Ask.Outcome.COMPLETED, end.get(20, TimeUnit.SECONDS).outcome());
      assertEquals("First.\n\nThen more and more, to its end.\n", text(out));
    }
  }

  /** What was committed while nobody was there to see it. */
  @Test
  void aTurnThatWasNotTakenIsSentAgainAndOneThatEndedMeanwhileIsNot() throws Exception {
    CompletableFuture<Ask.End> end;
    TurnId first;
    try (TestGateway gateway = gateway()) {
      end = ask(Ask.Format.JSON, null);
      first = gateway.next(ClientFrame.SendTurn.class).turnId();
    }
    try (TestGateway gateway = gateway()) {
      ClientFrame.Hello hello = gateway.next(ClientFrame.Hello.class);
      assertEquals(0, hello.afterSeq());
      gateway.send(Script.replayed(hello, 4));
      assertEquals(first, gateway.next(ClientFrame.SendTurn.class).turnId());
      gateway.send(event(5, new EventPayload.TurnSubmitted("hello", List.of())));
      await("turn.submitted");
    }
    try (TestGateway gateway = gateway()) {
      ClientFrame.Hello hello = gateway.next(ClientFrame.Hello.class);
      gateway.send(event(5, new EventPayload.TurnSubmitted("hello", List.of())));
      gateway.send(event(6, new EventPayload.TurnFailed("timeout", "It took too long")));
      gateway.send(Script.replayed(hello, 6));
      Ask.End failed = end.get(20, TimeUnit.SECONDS);
      assertEquals(new Ask.End(Ask.Outcome.FAILED, "It took too long"), failed);
      List<String> lines = text(out).lines().toList();
      assertEquals(2, lines.size(), lines::toString);
      assertEquals("turn.failed", Json.mapper().readTree(lines.getLast()).path("type").asText());
    }
  }

  @Test
  void aTurnThatWaitsIsTakenBackWhenItsTimeIsOver() throws Exception {
    try (TestGateway gateway = gateway()) {
      CompletableFuture<Ask.End> end = ask(Ask.Format.TEXT, Duration.ofMillis(1));
      gateway.next(ClientFrame.SendTurn.class);
      gateway.send(event(5, new EventPayload.TurnSubmitted("hello", List.of())));
      var remove = gateway.next(dev.oxydra.types.QueueRequest.RemoveQueuedTurn.class);
      assertEquals(Script.TURN, remove.turnId());
      gateway.send(
          new ServerFrame.Error(
              remove.requestId(), Script.ref(), null, "It runs", "turn_not_waiting"));
      gateway.next(ClientFrame.CancelActiveTurn.class);
      gateway.send(event(6, new EventPayload.TurnCancelled()));
      assertEquals(Ask.Outcome.TIMED_OUT, end.get(20, TimeUnit.SECONDS).outcome());
    }
  }

  @Test
  void aQuestionIsAnsweredAndAsOftenAsItIsAsked() throws Exception {
    try (TestGateway gateway = gateway()) {
      CompletableFuture<Ask.End> end = ask(Ask.Format.TEXT, null);
      gateway.next(ClientFrame.SendTurn.class);
      for (int i = 0; i < 2; i++) {
        gateway.send(question());
        ClientFrame.ResolveApproval answer = gateway.next(ClientFrame.ResolveApproval.class);
        assertEquals("a-1", answer.approvalId());
        assertEquals(ApprovalEvent.Decision.DENY, answer.decision());
        assertTrue(answer.note().startsWith("Nobody can be asked"), answer.note());
      }
      gateway.send(event(6, Script.completed()));
      end.get(20, TimeUnit.SECONDS);
      assertEquals("", text(out));
    }
  }

  @Test
  void whatCantBeAskedForIsRefused() throws Exception {
    try (TestGateway gateway = gateway()) {
      CompletableFuture<Ask.End> end = ask(Ask.Format.TEXT, null);
      ClientFrame.SendTurn send = gateway.next(ClientFrame.SendTurn.class);
      gateway.send(
          new ServerFrame.Error(send.requestId(), Script.ref(), null, "No such", "unknown_model"));
      assertEquals(new Ask.End(Ask.Outcome.REFUSED, "No such"), end.get(20, TimeUnit.SECONDS));
    }
  }

  @Test
  void whenNobodyReadsTheTurnIsCancelled() throws Exception {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    try (TestGateway gateway = gateway()) {
      CompletableFuture<Ask.End> end = ask(Ask.Format.TEXT, null, full);
      gateway.next(ClientFrame.SendTurn.class);
      gateway.send(event(5, new EventPayload.TurnStarted()));
      gateway.send(Script.delta(Script.TURN, "word"));
      gateway.next(ClientFrame.CancelActiveTurn.class);
      assertFalse(end.isDone());
      gateway.send(event(6, new EventPayload.TurnCancelled()));
      assertEquals(new Ask.End(Ask.Outcome.CANCELLED, null), end.get(20, TimeUnit.SECONDS));
    }
  }

  private TestGateway gateway() throws Exception {
    return new TestGateway(
        folder.resolve("g.sock"),
        TOKEN,
        (gateway, frame) -> {
          if (frame instanceof ClientFrame.Hello hello) {
            gateway.send(Script.ack(hello));
          }
        });
  }

  private CompletableFuture<Ask.End> ask(Ask.Format format, Duration timeout) {
    return ask(format, timeout, out);
  }

  private CompletableFuture<Ask.End> ask(Ask.Format format, Duration timeout, OutputStream to) {
    Ask.Options options =
        new Ask.Options(
            folder.resolve("g.sock"),
            folder.resolve("token"),
            Script.ALICE,
            "hello",
            new Ask.DefaultSession(),
            null,
            Ask.Approval.NONE,
            format,
            false,
            timeout);
    PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
    return CompletableFuture.supplyAsync(() -> Ask.run(options, Script.TURN, to, errors));
  }

  private static ServerFrame event(long seq, EventPayload payload) {
    return Script.event(seq, Script.TURN, payload);
  }

  private static ServerFrame question() {
    return new ApprovalFrame.ApprovalRequested(
        "r",
        Script.ref(),
        new ServerFrame.TurnRef(Script.TURN, TurnState.RUNNING),
        "a-1",
        "c-1",
        "shell_exec",
        Json.mapper().createObjectNode().put("command", "ls"),
        SafetyTier.PRIVILEGED,
        "It may change something",
        Script.NOW,
        List.of(),
        null);
  }

  private void await(String text) {
    dev.oxydra.testing.Await.until(text, Duration.ofSeconds(20), () -> text(out).contains(text));
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
