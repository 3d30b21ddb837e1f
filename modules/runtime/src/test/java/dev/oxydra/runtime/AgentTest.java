package dev.oxydra.runtime;

import static dev.oxydra.testing.ScriptedProvider.calls;
import static dev.oxydra.testing.ScriptedProvider.fails;
import static dev.oxydra.testing.ScriptedProvider.hangs;
import static dev.oxydra.testing.ScriptedProvider.says;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.oxydra.testing.FakeTool;
import dev.oxydra.testing.ScriptedProvider;
import dev.oxydra.types.CallTally;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.JournalException;
import dev.oxydra.types.Message;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.ProviderException;
import dev.oxydra.types.Role;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.Tool;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.ToolOutput;
import dev.oxydra.types.ToolResult;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.TurnUpdate;
import dev.oxydra.types.Usage;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AgentTest extends AgentFixture {
  @Test
  void answersWithText() {
    run(new ScriptedProvider(says("Good day to you")), config(5, LONG));
    assertEquals(
        List.of(
            "turn.started",
            "message.user",
            "message.assistant",
            "usage.recorded",
            "turn.completed"),
        types());
    assertEquals(new EventPayload.TurnCompleted(FinishReason.STOP, ScriptedProvider.USAGE), last());
    String streamed =
        String.join(
            "",
            updates.stream()
                .filter(TurnUpdate.Delta.class::isInstance)
                .map(update -> ((TurnUpdate.Delta) update).text())
                .toList());
    assertEquals("Good day to you", streamed);
  }

  @Test
  void runsToolsAndShowsTheirResultsToTheModel() {
    ScriptedProvider provider =
        new ScriptedProvider(calls(call("1", "echo"), call("2", "nonesuch")), says("done"));
    run(provider, config(5, LONG), echo);

    Message results = provider.requests().get(1).messages().getLast();
    assertEquals(Role.TOOL, results.role());
    List<ToolResult> both = results.parts(ToolResult.class);
    assertEquals(new ToolResult("1", ToolResult.Outcome.OK, "echo {\"id\":\"1\"}"), both.get(0));
    assertEquals(ToolResult.Outcome.ERROR, both.get(1).outcome());
    assertTrue(both.get(1).text().contains("The tools are: echo"), both.get(1).text());
    assertEquals(
        new EventPayload.TurnCompleted(
            FinishReason.STOP,
            new Usage(20, 10, 0, 0),
            List.of(
                new CallTally("echo", SafetyTier.READ_ONLY, 1, 0, 0),
                new CallTally("nonesuch", SafetyTier.READ_ONLY, 0, 1, 0))),
        last());
  }

  @Test
  void commitsEachCallBeforeItsToolRuns() {
    Tool looks =
        new FakeTool(
            "looks",
            SafetyTier.SIDE_EFFECTING,
            arguments -> ToolOutput.ok("" + payloads(EventPayload.ToolCalled.class).size()));
    run(
        new ScriptedProvider(calls(call("1", "looks"), call("2", "looks")), says("done")),
        config(5, LONG),
        looks);
    assertEquals(
        List.of("1", "2"),
        payloads(EventPayload.ToolResulted.class).stream()
            .map(EventPayload.ToolResulted::text)
            .toList());
  }

  @Test
  void runsReadOnlyCallsInParallelAndOthersAlone() {
    CyclicBarrier together = new CyclicBarrier(2);
    AtomicInteger running = new AtomicInteger();
    Tool meets =
        new FakeTool(
            "meets",
            SafetyTier.READ_ONLY,
            arguments -> {
              try {
                together.await(30, TimeUnit.SECONDS);
              } catch (java.util.concurrent.BrokenBarrierException
                  | java.util.concurrent.TimeoutException e) {
                throw new IllegalStateException("They did not run at once", e);
              }
              return ToolOutput.ok("met");
            });
    Tool alone =
        new FakeTool(
            "alone",
            SafetyTier.SIDE_EFFECTING,
            arguments -> {
              int now = running.incrementAndGet();
              LockSupport.parkNanos(1_000_000);
              running.decrementAndGet();
              return ToolOutput.ok("with " + now);
            });
    run(
        new ScriptedProvider(
            calls(call("1", "meets"), call("2", "meets"), call("3", "alone"), call("4", "alone")),
            says("done")),
        config(5, LONG),
        meets,
        alone);
    assertEquals(
        List.of("met", "met", "with 1", "with 1"),
        payloads(EventPayload.ToolResulted.class).stream()
            .map(EventPayload.ToolResulted::text)
            .toList());
  }

  @Test
  void aToolThatThrowsFailsAlone() {
    Tool broken =
        new FakeTool(
            "broken",
            SafetyTier.READ_ONLY,
            arguments -> {
              throw new IllegalStateException("out of order");
            });
    ScriptedProvider provider =
        new ScriptedProvider(calls(call("1", "broken"), call("2", "echo")), says("done"));
    run(provider, config(5, LONG), broken, echo);
    List<ToolResult> both = provider.requests().get(1).messages().getLast().parts(ToolResult.class);
    assertTrue(both.get(0).text().contains("out of order"), both.get(0).text());
    assertEquals(ToolResult.Outcome.OK, both.get(1).outcome());
    assertInstanceOf(EventPayload.TurnCompleted.class, last());
  }

  @Test
  void passesWhatIsNotJsonToTheTool() {
    ScriptedProvider provider =
        new ScriptedProvider(
            calls(new ToolCall("1", "echo", TextNode.valueOf("{\"path\": "))), says("done"));
    run(provider, config(5, LONG), echo);
    assertEquals(
        "echo \"{\\\"path\\\": \"",
        provider.requests().get(1).messages().getLast().parts(ToolResult.class).getFirst().text());
  }

  @Test
  void endsAtMaxTurns() {
    run(
        new ScriptedProvider(calls(call("1", "echo")), calls(call("2", "echo"))),
        config(2, LONG),
        echo);
    assertEquals("max_turns", assertInstanceOf(EventPayload.TurnFailed.class, last()).reason());
    assertEquals(2, payloads(EventPayload.ToolResulted.class).size());
  }

  @Test
  void endsAtItsTimeout() {
    run(
        new ScriptedProvider(hangs("well", new CountDownLatch(1))),
        config(5, Duration.ofMillis(50)));
    assertEquals("turn_timeout", assertInstanceOf(EventPayload.TurnFailed.class, last()).reason());
    assertEquals(false, Thread.currentThread().isInterrupted());
  }

  @Test
  void saysWhatTheProviderSaid() {
    run(
        new ScriptedProvider(
            fails(
                new ProviderException(
                    ProviderException.Kind.RATE_LIMITED, true, "Too many requests", null))),
        config(5, LONG));
    assertEquals(new EventPayload.TurnFailed("rate_limited", "Too many requests"), last());
  }

  @Test
  void isCancelledWhileTheModelAnswers() throws InterruptedException {
    CountDownLatch reached = new CountDownLatch(1);
    Thread turn =
        Thread.ofVirtual()
            .start(() -> run(new ScriptedProvider(hangs("well", reached)), config(5, LONG)));
    reached.await();
    turn.interrupt();
    turn.join();
    assertEquals(new EventPayload.TurnCancelled(), last());
  }

  @Test
  void isCancelledWhileToolsRun() throws InterruptedException {
    CountDownLatch reached = new CountDownLatch(2);
    Tool hangs =
        new FakeTool(
            "hangs",
            SafetyTier.READ_ONLY,
            arguments -> {
              reached.countDown();
              new CountDownLatch(1).await();
              return ToolOutput.ok("never");
            });
    ScriptedProvider provider = new ScriptedProvider(calls(call("1", "hangs"), call("2", "hangs")));
    Thread turn = Thread.ofVirtual().start(() -> run(provider, config(5, LONG), hangs));
    reached.await();
    turn.interrupt();
    turn.join();
    assertEquals(new EventPayload.TurnCancelled(), last());
    assertEquals(
        List.of(ToolResult.Outcome.CANCELLED, ToolResult.Outcome.CANCELLED),
        payloads(EventPayload.ToolResulted.class).stream()
            .map(EventPayload.ToolResulted::outcome)
            .toList());
  }

  /** Busy calls keep the processors from the last one, so its thread has yet to begin. */
  @Test
  void aCallThatHadNoTimeToBeginIsCancelledToo() throws InterruptedException {
    int busy = Runtime.getRuntime().availableProcessors();
    CountDownLatch reached = new CountDownLatch(Math.min(busy, config(5, LONG).maxParallelTools()));
    Tool spins =
        new FakeTool(
            "spins",
            SafetyTier.READ_ONLY,
            arguments -> {
              reached.countDown();
              while (!Thread.interrupted()) {
                Thread.onSpinWait();
              }
              throw new InterruptedException();
            });
    ToolCall[] calls =
        IntStream.rangeClosed(0, busy)
            .mapToObj(i -> call("" + i, i < busy ? "spins" : "echo"))
            .toArray(ToolCall[]::new);
    Thread turn =
        Thread.ofPlatform()
            .start(() -> run(new ScriptedProvider(calls(calls)), config(5, LONG), spins, echo));
    reached.await();
    turn.interrupt();
    turn.join();
    assertEquals(
        Collections.nCopies(busy + 1, ToolResult.Outcome.CANCELLED),
        payloads(EventPayload.ToolResulted.class).stream()
            .map(EventPayload.ToolResulted::outcome)
            .toList());
  }

  @Test
  void goesOnWithTheConversation() {
    run(new ScriptedProvider(calls(call("1", "echo")), says("first")), config(5, LONG), echo);
    ScriptedProvider second = new ScriptedProvider(says("second"));
    run(second, config(5, LONG), echo);
    assertEquals(
        List.of(Role.USER, Role.ASSISTANT, Role.TOOL, Role.ASSISTANT, Role.USER),
        second.requests().getFirst().messages().stream().map(Message::role).toList());
  }

  @Test
  void aCallThatACrashCutOffIsUnknown() {
    crashInCall("1");
    ToolResult result = resultShownNext(2);
    assertEquals(ToolResult.Outcome.UNKNOWN, result.outcome());
    assertEquals("1", result.callId());
    assertTrue(result.text().contains("may or may not have happened"), result.text());
  }

  @Test
  void aCallThatTheRecoveryHasClosedReadsTheSame() {
    crashInCall("1");
    journal.append(
        List.of(
            new NewEvent(
                SESSION,
                TurnId.create(),
                "system",
                new EventPayload.ToolResulted(
                    "1", "echo", ToolResult.Outcome.UNKNOWN, "for people", 0))));
    ToolResult closed = resultShownNext(2);
    crashInCall("1");
    assertEquals(resultShownNext(7), closed);
  }

  private void crashInCall(String id) {
    TurnId turn = TurnId.create();
    journal.append(
        List.of(
            new NewEvent(SESSION, turn, "user", new EventPayload.UserMessage(Message.user("go"))),
            new NewEvent(
                SESSION,
                turn,
                "default",
                new EventPayload.AssistantMessage(
                    new Message(Role.ASSISTANT, List.of(call(id, "echo"))),
                    FinishReason.TOOL_CALLS))));
  }

  /** The only result in a message that the next turn shows to the model. */
  private ToolResult resultShownNext(int message) {
    ScriptedProvider provider = new ScriptedProvider(says("looking"));
    run(provider, config(5, LONG), echo);
    List<ToolResult> results =
        provider.requests().getFirst().messages().get(message).parts(ToolResult.class);
    assertEquals(1, results.size());
    return results.getFirst();
  }

  @Test
  void aJournalThatFailsEndsTheTurnWithoutASecondEnd() {
    Tool fills =
        new FakeTool(
            "fills",
            SafetyTier.SIDE_EFFECTING,
            arguments -> {
              journal.failAppends(
                  new JournalException(JournalException.Kind.FULL, "The disk is full"));
              return ToolOutput.ok("full");
            });
    assertThrows(
        JournalException.class,
        () -> run(new ScriptedProvider(calls(call("1", "fills"))), config(5, LONG), fills));
    assertEquals("tool.call", types().getLast());
  }
}
