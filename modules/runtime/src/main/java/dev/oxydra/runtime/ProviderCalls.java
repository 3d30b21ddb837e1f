package dev.oxydra.runtime;

import dev.oxydra.types.Completion;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelOptions;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.Provider;
import dev.oxydra.types.ProviderException;
import dev.oxydra.types.ToolSpec;
import dev.oxydra.types.TurnUpdate;
import dev.oxydra.types.TurnUpdate.Progress;
import dev.oxydra.types.Usage;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * One turn's line to its model: asks, shows what comes, and journals what was answered and used.
 *
 * @param model who is asked; another one may answer
 * @param systemPrompt what it is told first
 */
record ProviderCalls(
    Provider provider,
    ModelRef model,
    String systemPrompt,
    ModelOptions options,
    TurnRecord record,
    Consumer<TurnUpdate> live) {

  /** Asks until there is an answer: a conversation that is too long is shortened. */
  Completion ask(ContextWindow context, List<ToolSpec> tools, AgentLoop.Step step)
      throws InterruptedException {
    tell(Progress.Kind.PROVIDER_CALL, "Asking " + model, step);
    while (true) {
      try {
        return askOnce(
            new ModelRequest(model, systemPrompt, context.messages(), tools, options), step);
      } catch (ProviderException e) {
        if (e.kind() != ProviderException.Kind.CONTEXT_OVERFLOW) {
          throw e;
        }
        String done = context.shorten();
        if (done == null) {
          throw tooLong(e);
        }
        tell(
            Progress.Kind.ROLLING_SUMMARY,
            "The conversation is too long for " + model + "; " + done,
            step);
      }
    }
  }

  private ProviderException tooLong(ProviderException cause) {
    return new ProviderException(
        cause.kind(),
        false,
        "This message alone is too long for "
            + model
            + ". Send less at once, or choose a model with a longer context.",
        cause);
  }

  /** What the user has seen of an answer that breaks off stays in the conversation. */
  private Completion askOnce(ModelRequest request, AgentLoop.Step step)
      throws InterruptedException {
    LiveAnswer shown =
        new LiveAnswer(model, live, message -> tell(Progress.Kind.PROVIDER_CALL, message, step));
    try {
      return provider.complete(request, shown);
    } catch (InterruptedException | RuntimeException e) {
      if (!shown.text().isBlank()) {
        record.append(
            new EventPayload.AssistantMessage(
                Message.assistant(shown.text()), FinishReason.OTHER, true));
      }
      throw e;
    }
  }

  private void tell(Progress.Kind kind, String message, AgentLoop.Step step) {
    live.accept(new Progress(kind, List.of(), 0, message, step.call(), step.of()));
  }

  /** Journals an answer and what it took, in the name of whoever gave it. */
  void journal(Message answer, Completion completion) {
    ModelRef answered = Objects.requireNonNullElse(completion.model(), model);
    record.append(
        new EventPayload.AssistantMessage(answer, completion.finishReason()),
        new EventPayload.UsageRecorded(
            answered.provider(),
            answered.model(),
            usage(completion),
            completion.costUsd(),
            completion.contextLimit()));
  }

  static Usage usage(Completion completion) {
    return Objects.requireNonNullElse(completion.usage(), Usage.NONE);
  }
}
