package dev.oxydra.runtime;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.ModelInfo;
import java.util.Objects;

/**
 * How much a model's context holds, in tokens.
 *
 * @param limit all of it
 * @param answer what is kept free for the answer
 * @param buffer what is kept free as counts are not exact
 * @param known whether the limit is known, and not only assumed
 */
record ContextRoom(long limit, long answer, long buffer, boolean known) {
  /** An answer gets no more than this part of the context. */
  private static final long ANSWERS_PART = 8;

  /** The longest answer of a model of which nothing is known. */
  private static final long USUAL_ANSWER = 8192;

  /** However small the context is, so much of a request is sent. */
  private static final long LEAST = 256;

  static ContextRoom of(ModelInfo model, AgentConfig.ContextBudget config) {
    ModelInfo.Limits limits =
        Objects.requireNonNullElseGet(model.limit(), () -> new ModelInfo.Limits(null, null, null));
    boolean known = limits.context() != null;
    long limit = Objects.requireNonNullElse(limits.context(), config.fallbackMaxContextTokens());
    long answer =
        Math.min(Objects.requireNonNullElse(limits.output(), USUAL_ANSWER), limit / ANSWERS_PART);
    if (limits.input() != null) {
      answer = Math.max(answer, limit - limits.input());
    }
    long buffer = Math.min(config.safetyBufferTokens(), limit / ANSWERS_PART);
    return new ContextRoom(limit, answer, buffer, known);
  }

  /** How long a request may be. */
  long request() {
    return Math.max(LEAST, limit - answer - buffer);
  }
}
