package dev.oxydra.runtime;

import dev.oxydra.types.Attachment;
import dev.oxydra.types.Completion;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FinishReason;
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

  /** Which provider call of how many. */
  record Step(int call, int of) {}

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
    CallIds ids = new CallIds();
    Usage total = Usage.NONE;
    for (int call = 1; call <= maxTurns; call++) {
      live.accept(
          new Progress(
              Progress.Kind.PROVIDER_CALL, List.of(), 0, "Asking " + model.id(), call, maxTurns));
      ModelRequest request =
          new ModelRequest(model.id(), model.systemPrompt(), messages, tools.specs());
      Completion completion = ask(model, request, record, live);
      Message answer = ids.distinct(completion.message());
      FinishReason reason = completion.finishReason();
      Usage usage = completion.usage() == null ? Usage.NONE : completion.usage();
      total = total.plus(usage);
      record.append(
          new EventPayload.AssistantMessage(answer, reason),
          new EventPayload.UsageRecorded(model.provider().id(), model.id(), usage));
      if (answer.toolCalls().isEmpty()) {
        boolean saidNothing =
            call == 1 && answer.text().isBlank() && answer.parts(Attachment.class).isEmpty();
        return saidNothing ? emptyAnswer(reason) : new EventPayload.TurnCompleted(reason, total);
      }
      messages.add(answer);
      messages.add(
          Message.toolResults(
              tools.run(
                  answer.toolCalls(), reason == FinishReason.LENGTH, new Step(call, maxTurns))));
    }
    return new EventPayload.TurnFailed(
        "max_turns",
        "The turn made "
            + maxTurns
            + " model calls without coming to an end. Say \"go on\" to let it continue, or raise"
            + " runtime.max_turns.");
  }

  /** What the user has seen of an answer that breaks off stays in the conversation. */
  private static Completion ask(
      Model model, ModelRequest request, TurnRecord record, Consumer<TurnUpdate> live)
      throws InterruptedException {
    StringBuilder shown = new StringBuilder();
    try {
      return model.provider().complete(request, event -> show(event, shown, live));
    } catch (InterruptedException | RuntimeException e) {
      if (!shown.toString().isBlank()) {
        record.append(
            new EventPayload.AssistantMessage(
                Message.assistant(shown.toString()), FinishReason.OTHER, true));
      }
      throw e;
    }
  }

  private static void show(StreamEvent event, StringBuilder shown, Consumer<TurnUpdate> live) {
    switch (event) {
      case StreamEvent.TextDelta(String text) -> {
        shown.append(text);
        live.accept(new TurnUpdate.Delta(text));
      }
      case StreamEvent.ReasoningDelta(String text) -> live.accept(new TurnUpdate.Reasoning(text));
      // The whole call is shown when it is journalled.
      case StreamEvent.ToolCallDelta fragment -> {}
    }
  }

  /** After tools have run, silence says "done"; before, it is no answer. */
  private static EventPayload emptyAnswer(FinishReason reason) {
    String why =
        switch (reason) {
          case LENGTH -> "used up its output limit before it said anything. Ask for less at once";
          case CONTENT_FILTER -> "gave no answer: its provider withheld it. Put it differently";
          case STOP, TOOL_CALLS, OTHER -> "ended its answer without saying anything. Ask again";
        };
    return new EventPayload.TurnFailed(
        "empty_answer", "The model " + why + ", or choose another model.");
  }
}
