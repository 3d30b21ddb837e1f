package dev.oxydra.runtime;

import static dev.oxydra.testing.ScriptedProvider.calls;
import static dev.oxydra.testing.ScriptedProvider.says;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.oxydra.testing.FakeTool;
import dev.oxydra.testing.ScriptedProvider;
import dev.oxydra.types.Completion;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ProviderException;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.StreamEvent;
import dev.oxydra.types.Tool;
import dev.oxydra.types.ToolOutput;
import dev.oxydra.types.ToolResult;
import dev.oxydra.types.TurnUpdate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A provider that asks again, as the loop sees it: in the middle of a call. */
class RetriesTest extends AgentFixture {
  private final AtomicInteger runs = new AtomicInteger();
  private final Tool counts =
      new FakeTool(
          "counts",
          SafetyTier.SIDE_EFFECTING,
          arguments -> ToolOutput.ok("run " + runs.incrementAndGet()));

  private static StreamEvent retry(ModelRef next, long millis) {
    return new StreamEvent.Retry(
        "test/m is rate limited. Try again later.", next, Duration.ofMillis(millis));
  }

  private List<String> told() {
    return updates.stream()
        .filter(TurnUpdate.Progress.class::isInstance)
        .map(TurnUpdate.Progress.class::cast)
        .filter(progress -> progress.kind() == TurnUpdate.Progress.Kind.PROVIDER_CALL)
        .map(TurnUpdate.Progress::message)
        .toList();
  }

  @Test
  void theUserIsToldWhoIsAskedNextAndWhen() {
    run(
        new ScriptedProvider((request, sink) -> {
          sink.accept(retry(MODEL, 2600));
          sink.accept(retry(MODEL, 100));
          sink.accept(retry(OTHER, 0));
          sink.accept(retry(OTHER, 1000));
          return says("hi").answer(request, sink);
        }),
        config(5, LONG));
    assertEquals(
        List.of(
            "Asking test/m",
            "Asking test/m again in 3 s: test/m is rate limited",
            "Asking test/m again: test/m is rate limited",
            "Asking another/o: test/m is rate limited",
            "Asking another/o again in 1 s: test/m is rate limited"),
        told());
    assertInstanceOf(EventPayload.TurnCompleted.class, last());
  }

  @Test
  void whatWasShownBeforeAndAfterARetryStaysWhenTheTurnFails() {
    run(
        new ScriptedProvider((request, sink) -> {
          sink.accept(new StreamEvent.TextDelta("one "));
          sink.accept(retry(OTHER, 0));
          sink.accept(new StreamEvent.TextDelta("two"));
          throw new ProviderException(
              ProviderException.Kind.CONNECTION, true, "The line broke", null);
        }),
        config(5, LONG));
    assertEquals(
        List.of(
            new EventPayload.AssistantMessage(
                Message.assistant("one two"), FinishReason.OTHER, true)),
        payloads(EventPayload.AssistantMessage.class));
    assertEquals(new EventPayload.TurnFailed("connection", "The line broke"), last());
  }

  @Test
  void aRetryAfterAToolRoundRunsNoToolAgain() {
    ScriptedProvider provider =
        new ScriptedProvider(
            calls(call("1", "counts")),
            (request, sink) -> {
              sink.accept(retry(OTHER, 0));
              return new Completion(
                  Message.assistant("done"),
                  FinishReason.STOP,
                  ScriptedProvider.USAGE,
                  OTHER,
                  null,
                  null);
            });
    run(provider, config(5, LONG), counts);
    assertEquals(1, runs.get());
    assertEquals(1, payloads(EventPayload.ToolCalled.class).size());
    assertInstanceOf(EventPayload.TurnCompleted.class, last());
  }

  @Test
  void aCallThatBrokeOffBeforeItWasWholeIsNotRun() {
    ScriptedProvider provider =
        new ScriptedProvider(
            (request, sink) -> {
              sink.accept(new StreamEvent.ToolCallDelta(0, "1", "counts", "{\"id\":"));
              sink.accept(new StreamEvent.ToolCallDelta(1, "2", "counts", "{}"));
              sink.accept(retry(MODEL, 0));
              sink.accept(new StreamEvent.ToolCallDelta(0, "3", "counts", "{}"));
              return calls(call("3", "counts")).answer(request, sink);
            },
            says("done"));
    run(provider, config(5, LONG), counts);
    assertEquals(1, runs.get());
    assertEquals(
        List.of("3"),
        payloads(EventPayload.ToolCalled.class).stream()
            .map(EventPayload.ToolCalled::callId)
            .toList());
  }

  @Test
  void aFailureAfterAToolRoundKeepsItsResultForTheNextTurn() {
    run(
        new ScriptedProvider(
            calls(call("1", "counts")),
            ScriptedProvider.fails(
                new ProviderException(
                    ProviderException.Kind.UNAVAILABLE, true, "Out of order", null))),
        config(5, LONG),
        counts);
    ScriptedProvider next = new ScriptedProvider(says("done"));
    run(next, config(5, LONG), counts);
    assertEquals(1, runs.get());
    assertEquals(
        "run 1",
        next.requests().getFirst().messages().get(2).parts(ToolResult.class).getFirst().text());
  }
}
