package dev.oxydra.types;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A model's whole answer.
 *
 * @param message what it said and which tools it calls
 * @param finishReason why it stopped
 * @param usage the tokens it took, where the provider tells
 */
public record Completion(Message message, FinishReason finishReason, @Nullable Usage usage) {
  public Completion {
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(finishReason, "finish_reason");
  }
}
