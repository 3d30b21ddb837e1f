package dev.oxydra.types;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a model is to answer.
 *
 * @param reasoning how much it is to think
 * @param maxOutputTokens how long its answer may get, as the configuration says; null for what the
 *     provider allows
 * @param info what is known of the model
 */
public record ModelOptions(
    ReasoningEffort reasoning, @Nullable Long maxOutputTokens, ModelInfo info) {
  /** Nothing asked for and nothing known. */
  public static final ModelOptions DEFAULT =
      new ModelOptions(ReasoningEffort.AUTO, null, ModelInfo.UNKNOWN);

  public ModelOptions {
    Objects.requireNonNull(reasoning, "reasoning");
    Objects.requireNonNull(info, "info");
  }
}
