package dev.oxydra.types;

import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A model's whole answer.
 *
 * @param message what it said and which tools it calls
 * @param finishReason why it stopped
 * @param usage the tokens it took, where the provider tells
 * @param model who answered, where that may be another than the one that was asked; null for that
 *     one
 * @param costUsd what it cost in US dollars; null where that is unknown
 * @param contextLimit how many tokens the context of who answered has room for; null where that is
 *     unknown
 */
public record Completion(
    Message message,
    FinishReason finishReason,
    @Nullable Usage usage,
    @Nullable ModelRef model,
    @Nullable BigDecimal costUsd,
    @Nullable Long contextLimit) {
  public Completion {
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(finishReason, "finish_reason");
  }

  /** From the model that was asked, of which nothing is known. */
  public Completion(Message message, FinishReason finishReason, @Nullable Usage usage) {
    this(message, finishReason, usage, null, null, null);
  }
}
