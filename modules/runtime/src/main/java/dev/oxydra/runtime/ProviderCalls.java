package dev.oxydra.runtime;

import dev.oxydra.types.Completion;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelInfo;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One turn's line to its model: asks, shows what comes, and journals what was answered and used.
 *
 * @param model who is asked; another one may answer
 * @param infos what is known of all that may answer
 * @param systemPrompt what it is told first, as of each call
 * @param meter measures what is sent
 * @param purse what may be spent
 */
record ProviderCalls(
    Provider provider,
    ModelRef model,
    List<ModelInfo> infos,
    Supplier<String> systemPrompt,
    ModelOptions options,
    TurnRecord record,
    Consumer<TurnUpdate> live,
    ContextMeter meter,
    Purse purse) {
  /** A count of what is sent may be short by this part of it. */
  private static final int MARGIN = 8;

  /** Asks until there is an answer: a conversation that is too long is shortened. */
  Completion ask(ContextWindow context, List<ToolSpec> tools, AgentLoop.Step step)
      throws InterruptedException {
    tell(Progress.Kind.PROVIDER_CALL, "Asking " + model, step);
    String system = systemPrompt.get();
    fit(context, system, tools, step);
    while (true) {
      try {
        return askOnce(new ModelRequest(model, system, context.messages(), tools, options), step);
      } catch (ProviderException e) {
        if (e.kind() != ProviderException.Kind.CONTEXT_OVERFLOW) {
          throw e;
        }
        String done = context.shorten();
        if (done == null) {
          throw tooLong("", e);
        }
        tellShortened(done, step);
      }
    }
  }

  /** Before anything is sent that the model could not take. */
  private void fit(
      ContextWindow context, String system, List<ToolSpec> tools, AgentLoop.Step step) {
    String done = meter.fit(context, system, tools);
    if (done != null) {
      tellShortened(done, step);
    }
    long left = meter.request(system, tools, context.messages());
    ContextRoom room = meter.room();
    if (room.known() && left > room.limit()) {
      throw tooLong(
          " It would take about %,d tokens, and the model's context has %,d."
              .formatted(left, room.limit()),
          null);
    }
  }

  private void tellShortened(String done, AgentLoop.Step step) {
    tell(
        Progress.Kind.ROLLING_SUMMARY,
        "The conversation is too long for " + model + "; " + done,
        step);
  }

  private ProviderException tooLong(String how, @Nullable ProviderException cause) {
    return new ProviderException(
        ProviderException.Kind.CONTEXT_OVERFLOW,
        false,
        "This message alone is too long for "
            + model
            + "."
            + how
            + " Send less at once, or choose a model with a longer context.",
        cause);
  }

  /** What the user has seen of an answer that breaks off stays in the conversation. */
  private Completion askOnce(ModelRequest request, AgentLoop.Step step)
      throws InterruptedException {
    LiveAnswer shown =
        new LiveAnswer(model, live, message -> tell(Progress.Kind.PROVIDER_CALL, message, step));
    Purse.Hold hold = hold(request);
    try {
      Completion completion = provider.complete(within(request, hold), shown);
      hold.settle(completion.usage(), completion.costUsd())
          .forEach(warning -> tell(Progress.Kind.PROVIDER_CALL, warning, step));
      count(request, completion);
      return completion;
    } catch (InterruptedException | RuntimeException e) {
      if (!shown.text().isBlank()) {
        // It is paid for as well, and nobody says how much that is.
        hold.settle(null, null);
        record.append(
            new EventPayload.AssistantMessage(
                Message.assistant(shown.text()), FinishReason.OTHER, true));
      }
      throw e;
    } finally {
      hold.release();
    }
  }

  private Purse.Hold hold(ModelRequest request) {
    long input = meter.request(request.system(), request.tools(), request.messages());
    return purse.hold(infos, input + input / MARGIN, longest());
  }

  /** How long an answer may get, in tokens. */
  private long longest() {
    Long wanted = options.maxOutputTokens();
    ModelInfo.Limits limits = infos.getFirst().limit();
    Long most = limits == null ? null : limits.output();
    return Objects.requireNonNullElse(
        wanted, Objects.requireNonNullElse(most, meter.room().answer()));
  }

  /** With a budget, an answer gets no longer than that allows. */
  private ModelRequest within(ModelRequest request, Purse.Hold hold) {
    return hold.answer() == null
        ? request
        : request.with(new ModelOptions(options.reasoning(), hold.answer(), options.info()));
  }

  private void count(ModelRequest request, Completion completion) {
    if (completion.model() == null || completion.model().equals(model)) {
      Usage usage = usage(completion);
      meter.reported(request, usage.inputTokens(), usage.outputTokens());
    }
  }

  private void tell(Progress.Kind kind, String message, AgentLoop.Step step) {
    live.accept(new Progress(kind, List.of(), 0, message, step.call(), step.of()));
  }

  /**
   * Journals an answer and what it took, in the name of whoever gave it. One that ends the turn is
   * committed with its end.
   */
  void journal(Message answer, Completion completion) {
    record.hold(
        new EventPayload.AssistantMessage(answer, completion.finishReason()),
        recorded(completion, model));
    if (!answer.toolCalls().isEmpty()) {
      record.append();
    }
  }

  /** What a call took, in the name of whoever answered. */
  static EventPayload recorded(Completion completion, ModelRef asked) {
    ModelRef answered = Objects.requireNonNullElse(completion.model(), asked);
    return new EventPayload.UsageRecorded(
        answered.provider(),
        answered.model(),
        usage(completion),
        completion.costUsd(),
        completion.contextLimit());
  }

  static Usage usage(Completion completion) {
    return Objects.requireNonNullElse(completion.usage(), Usage.NONE);
  }
}
