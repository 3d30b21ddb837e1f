package dev.oxydra.runtime;

import dev.oxydra.types.Attachment;
import dev.oxydra.types.Completion;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Message;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.ToolResult;
import dev.oxydra.types.ToolSpec;
import dev.oxydra.types.Usage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The loop itself: ask the model, run what it calls, show it the results and what the user says
 * meanwhile, until it answers.
 */
final class AgentLoop {
  /** Which provider call of how many. */
  record Step(int call, int of) {}

  private AgentLoop() {}

  /**
   * Runs a turn whose user message is the last of {@code context}.
   *
   * @param maxTurns how many provider calls it may make
   * @return how it ended
   * @throws InterruptedException when it was cancelled; everything that it started has ended by
   *     then
   */
  static EventPayload run(
      ContextWindow context,
      ProviderCalls model,
      ToolDispatch tools,
      Steering steering,
      int maxTurns)
      throws InterruptedException {
    CallIds ids = new CallIds(context.messages());
    RepeatedFailures failures = new RepeatedFailures();
    Usage total = Usage.NONE;
    for (int call = 1; call <= maxTurns; call++) {
      Step step = new Step(call, maxTurns);
      steering.take(false).forEach(context::add);
      Completion completion = model.ask(context, tools.specs(), step);
      Message answer = ids.distinct(completion.message());
      FinishReason reason = completion.finishReason();
      model.journal(answer, completion);
      total = total.plus(ProviderCalls.usage(completion));
      context.add(answer);
      if (!answer.toolCalls().isEmpty()) {
        List<ToolResult> results =
            tools.run(answer.toolCalls(), reason == FinishReason.LENGTH, step);
        context.add(Message.toolResults(results));
        ToolCall failing = failures.after(answer.toolCalls(), results);
        if (failing != null) {
          return failsAgainAndAgain(failing);
        }
        continue;
      }
      List<Message> said = steering.take(true);
      if (said.isEmpty()) {
        return call == 1 && saysNothing(answer)
            ? emptyAnswer(reason)
            : new EventPayload.TurnCompleted(reason, total);
      }
      said.forEach(context::add);
    }
    return new EventPayload.TurnFailed(
        "max_turns",
        "The turn made "
            + maxTurns
            + " model calls without coming to an end. Say \"go on\" to let it continue, or raise"
            + " runtime.max_turns, or max_turns of the agent if it has its own.");
  }

  /**
   * Answers the calls that a turn had begun to run in an earlier process; those that have results
   * have ended.
   */
  static void finish(
      Transcript.Unfinished unfinished, ContextWindow context, ToolDispatch tools, int maxTurns)
      throws InterruptedException {
    if (unfinished.calls().isEmpty()) {
      return;
    }
    // Those that come and go have to be there before a call of theirs is judged.
    List<ToolSpec> _ = tools.specs();
    List<ToolCall> left =
        unfinished.calls().stream()
            .filter(call -> !unfinished.results().containsKey(call.id()))
            .toList();
    Map<String, ToolResult> results = new HashMap<>(unfinished.results());
    boolean cutOff = unfinished.cutOff() && left.contains(unfinished.calls().getLast());
    tools
        .run(left, cutOff, new Step(1, maxTurns))
        .forEach(result -> results.put(result.callId(), result));
    context.add(
        Message.toolResults(
            unfinished.calls().stream()
                .map(call -> Objects.requireNonNull(results.get(call.id())))
                .toList()));
  }

  private static EventPayload failsAgainAndAgain(ToolCall call) {
    return new EventPayload.TurnFailed(
        "repeated_failure",
        "The model made the same call of %s %d times in a row, and it failed each time. Say what is wrong, or choose another model."
            .formatted(call.name(), RepeatedFailures.LIMIT));
  }

  private static boolean saysNothing(Message answer) {
    return answer.text().isBlank() && answer.parts(Attachment.class).isEmpty();
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
