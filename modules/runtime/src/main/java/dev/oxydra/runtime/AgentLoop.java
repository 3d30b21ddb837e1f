package dev.oxydra.runtime;

import dev.oxydra.types.Completion;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelId;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.Provider;
import dev.oxydra.types.StreamEvent;
import dev.oxydra.types.TurnUpdate;
import dev.oxydra.types.TurnUpdate.Progress;
import dev.oxydra.types.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The loop itself: ask the model, run what it calls, show it the results, until it answers. */
final class AgentLoop {
  /** Who answers, and what it is told first. */
  record Model(Provider provider, ModelId id, String systemPrompt) {}

  private AgentLoop() {}

  /**
   * Runs a turn whose user message is the last of {@code transcript}.
   *
   * @param maxTurns how many provider calls it may make
   * @return how it ended
   * @throws InterruptedException when it was cancelled; everything that it started has ended by
   *     then
   */
  static EventPayload run(
      List<Message> transcript,
      Model model,
      ToolDispatch tools,
      int maxTurns,
      TurnRecord record,
      Consumer<TurnUpdate> live)
      throws InterruptedException {
    List<Message> messages = new ArrayList<>(transcript);
    Usage total = Usage.NONE;
    for (int call = 1; call <= maxTurns; call++) {
      live.accept(
          new Progress(
              Progress.Kind.PROVIDER_CALL, List.of(), 0, "Asking " + model.id(), call, maxTurns));
      ModelRequest request =
          new ModelRequest(model.id(), model.systemPrompt(), messages, tools.specs());
      Completion completion = model.provider().complete(request, event -> show(event, live));
      Usage usage = completion.usage() == null ? Usage.NONE : completion.usage();
      total = total.plus(usage);
      record.append(
          new EventPayload.AssistantMessage(completion.message(), completion.finishReason()),
          new EventPayload.UsageRecorded(model.provider().id(), model.id(), usage));
      if (completion.message().toolCalls().isEmpty()) {
        return new EventPayload.TurnCompleted(completion.finishReason(), total);
      }
      messages.add(completion.message());
      messages.add(
          Message.toolResults(tools.run(completion.message().toolCalls(), call, maxTurns)));
    }
    return new EventPayload.TurnFailed(
        "max_turns",
        "The turn made "
            + maxTurns
            + " model calls without coming to an end. Say \"go on\" to let it continue, or raise"
            + " runtime.max_turns.");
  }

  private static void show(StreamEvent event, Consumer<TurnUpdate> live) {
    switch (event) {
      case StreamEvent.TextDelta(String text) -> live.accept(new TurnUpdate.Delta(text));
      case StreamEvent.ReasoningDelta(String text) -> live.accept(new TurnUpdate.Reasoning(text));
      // The whole call is shown when it is journalled.
      case StreamEvent.ToolCallDelta fragment -> {}
    }
  }
}
