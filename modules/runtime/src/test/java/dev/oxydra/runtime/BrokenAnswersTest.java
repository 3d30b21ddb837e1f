package dev.oxydra.runtime;

import static dev.oxydra.testing.ScriptedProvider.calls;
import static dev.oxydra.testing.ScriptedProvider.hangs;
import static dev.oxydra.testing.ScriptedProvider.says;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.FakeTool;
import dev.oxydra.testing.ScriptedProvider;
import dev.oxydra.types.Completion;
import dev.oxydra.types.Content;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.JournalException;
import dev.oxydra.types.Message;
import dev.oxydra.types.ProviderException;
import dev.oxydra.types.Role;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.StreamEvent;
import dev.oxydra.types.Tool;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.ToolOutput;
import dev.oxydra.types.ToolResult;
import dev.oxydra.types.TurnUpdate;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of answers that are cut off, empty, odd or too much. */
class BrokenAnswersTest extends AgentFixture {
  private static final EventPayload.AssistantMessage CUT_OFF =
      new EventPayload.AssistantMessage(Message.assistant("well"), FinishReason.OTHER, true);

  private static ScriptedProvider.Step answers(Message message, FinishReason reason) {
    return (request, sink) -> new Completion(message, reason, ScriptedProvider.USAGE);
  }

  private static Message callsOf(ToolCall... calls) {
    return new Message(Role.ASSISTANT, List.<Content>of(calls));
  }

  @Test
  void whatWasShownBeforeACancelStaysAndTheModelIsTold() throws InterruptedException {
    CountDownLatch reached = new CountDownLatch(1);
    Thread turn =
        Thread.ofVirtual()
            .start(() -> run(new ScriptedProvider(hangs("well", reached)), config(5, LONG)));
    reached.await();
    turn.interrupt();
    turn.join();
    assertEquals(
        List.of("turn.started", "message.user", "message.assistant", "turn.cancelled"), types());
    assertEquals(List.of(CUT_OFF), payloads(EventPayload.AssistantMessage.class));

    ScriptedProvider next = new ScriptedProvider(says("as I said"));
    run(next, config(5, LONG));
    List<Message> told = next.requests().getFirst().messages();
    assertEquals(
        List.of(Role.USER, Role.ASSISTANT, Role.USER), told.stream().map(Message::role).toList());
    assertTrue(told.get(1).text().startsWith("well\n\n[This answer was interrupted here"));
  }

  @Test
  void whatWasShownBeforeAFailureStays() {
    run(
        new ScriptedProvider((request, sink) -> {
          sink.accept(new StreamEvent.TextDelta("we"));
          sink.accept(new StreamEvent.TextDelta("ll"));
          throw new ProviderException(
              ProviderException.Kind.CONNECTION, true, "The line broke", null);
        }),
        config(5, LONG));
    assertEquals(List.of(CUT_OFF), payloads(EventPayload.AssistantMessage.class));
    assertEquals(new EventPayload.TurnFailed("connection", "The line broke"), last());
  }

  @Test
  void whatWasShownBeforeTheTimeoutStays() {
    run(
        new ScriptedProvider(hangs("well", new CountDownLatch(1))),
        config(5, Duration.ofMillis(50)));
    assertEquals(List.of(CUT_OFF), payloads(EventPayload.AssistantMessage.class));
    assertEquals("turn_timeout", assertInstanceOf(EventPayload.TurnFailed.class, last()).reason());
  }

  @Test
  void nothingIsKeptOfAnAnswerThatShowedNothing() {
    run(
        new ScriptedProvider((request, sink) -> {
          sink.accept(new StreamEvent.ReasoningDelta("hm"));
          sink.accept(new StreamEvent.TextDelta(" "));
          throw new ProviderException(ProviderException.Kind.TIMEOUT, true, "Too slow", null);
        }),
        config(5, LONG));
    assertEquals(List.of("turn.started", "message.user", "turn.failed"), types());
  }

  @Test
  void aJournalThatFailsThenIsWhatEndsTheTurn() {
    ScriptedProvider provider =
        new ScriptedProvider((request, sink) -> {
          sink.accept(new StreamEvent.TextDelta("well"));
          journal.failAppends(new JournalException(JournalException.Kind.FULL, "The disk is full"));
          throw new ProviderException(ProviderException.Kind.TIMEOUT, true, "Too slow", null);
        });
    assertThrows(JournalException.class, () -> run(provider, config(5, LONG)));
    assertEquals(List.of("turn.started", "message.user"), types());
  }

  @ParameterizedTest
  @CsvSource({"STOP, Ask again", "LENGTH, output limit", "CONTENT_FILTER, withheld"})
  void anAnswerWithNothingInItFailsTheTurn(FinishReason reason, String why) {
    run(new ScriptedProvider(answers(callsOf(), reason)), config(5, LONG));
    EventPayload.TurnFailed failed = assertInstanceOf(EventPayload.TurnFailed.class, last());
    assertEquals("empty_answer", failed.reason());
    assertTrue(failed.message().contains(why), failed.message());
  }

  @Test
  void silenceAfterToolsIsAnEnd() {
    run(
        new ScriptedProvider(calls(call("1", "echo")), answers(callsOf(), FinishReason.STOP)),
        config(5, LONG),
        echo);
    assertInstanceOf(EventPayload.TurnCompleted.class, last());
  }

  @Test
  void anAnswerAtTheOutputLimitCompletesTheTurn() {
    run(
        new ScriptedProvider(answers(Message.assistant("and the"), FinishReason.LENGTH)),
        config(5, LONG));
    assertEquals(
        new EventPayload.TurnCompleted(FinishReason.LENGTH, ScriptedProvider.USAGE), last());
  }

  @Test
  void theCallThatTheOutputLimitCutOffIsNotRun() {
    ScriptedProvider provider =
        new ScriptedProvider(
            answers(callsOf(call("1", "echo"), call("2", "echo")), FinishReason.LENGTH),
            says("done"));
    run(provider, config(5, LONG), echo);
    List<ToolResult> results =
        provider.requests().get(1).messages().getLast().parts(ToolResult.class);
    assertEquals(ToolResult.Outcome.OK, results.get(0).outcome());
    assertEquals(ToolResult.Outcome.ERROR, results.get(1).outcome());
    assertTrue(results.get(1).text().contains("not run"), results.get(1).text());
    assertEquals(
        List.of("1", "2"),
        payloads(EventPayload.ToolCalled.class).stream()
            .map(EventPayload.ToolCalled::callId)
            .toList());
  }

  @Test
  void everyCallOfATurnGetsAnIdOfItsOwn() {
    ScriptedProvider provider =
        new ScriptedProvider(
            calls(call("", "echo"), call("0", "echo"), call("0", "echo")),
            calls(call("0", "echo")),
            says("done"));
    run(provider, config(5, LONG), echo);
    List<String> ids =
        payloads(EventPayload.ToolCalled.class).stream()
            .map(EventPayload.ToolCalled::callId)
            .toList();
    assertEquals(4, Set.copyOf(ids).size(), ids.toString());
    assertEquals("0", ids.get(1));
    List<Message> messages = provider.requests().get(2).messages();
    for (int i = 1; i < messages.size(); i += 2) {
      assertEquals(
          messages.get(i).toolCalls().stream().map(ToolCall::id).toList(),
          messages.get(i + 1).parts(ToolResult.class).stream().map(ToolResult::callId).toList());
    }
  }

  @Test
  void manyCallsRunAFewAtATimeAndAnswerInOrder() {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Tool counts =
        new FakeTool(
            "counts",
            SafetyTier.READ_ONLY,
            arguments -> {
              most.accumulateAndGet(running.incrementAndGet(), Math::max);
              LockSupport.parkNanos(100_000);
              running.decrementAndGet();
              return ToolOutput.ok(arguments.path("id").asText());
            });
    List<String> ids = IntStream.range(0, 500).mapToObj(Integer::toString).toList();
    ScriptedProvider provider =
        new ScriptedProvider(
            calls(ids.stream().map(id -> call(id, "counts")).toArray(ToolCall[]::new)),
            says("done"));
    run(provider, config(5, LONG), counts);
    assertEquals(
        ids,
        provider.requests().get(1).messages().getLast().parts(ToolResult.class).stream()
            .map(ToolResult::text)
            .toList());
    assertTrue(most.get() <= 8, most + " ran at once");
    assertTrue(
        updates.stream()
            .filter(TurnUpdate.Progress.class::isInstance)
            .map(TurnUpdate.Progress.class::cast)
            .anyMatch(p ->
                p.message().equals("Running counts (500 calls)")
                    && p.toolNames().equals(List.of("counts"))));
  }

  @Test
  void aResultWithoutBoundsIsCut() {
    String emoji = "\ud83d\ude00";
    Tool floods =
        new FakeTool(
            "floods",
            SafetyTier.READ_ONLY,
            arguments -> ToolOutput.ok("x" + emoji.repeat(ToolInvoker.MAX_RESULT)));
    ScriptedProvider provider = new ScriptedProvider(calls(call("1", "floods")), says("done"));
    run(provider, config(5, LONG), floods);
    String text = payloads(EventPayload.ToolResulted.class).getFirst().text();
    assertTrue(text.length() < ToolInvoker.MAX_RESULT + 100);
    assertTrue(text.contains(emoji + "\n[… the first"), text.substring(text.length() - 80));
  }

  @Test
  void aToolThatNeedsAMissingClassFailsAlone() {
    Tool broken =
        new FakeTool(
            "broken",
            SafetyTier.READ_ONLY,
            arguments -> {
              throw new NoClassDefFoundError("missing/Part");
            });
    run(new ScriptedProvider(calls(call("1", "broken")), says("done")), config(5, LONG), broken);
    assertInstanceOf(EventPayload.TurnCompleted.class, last());
  }
}
