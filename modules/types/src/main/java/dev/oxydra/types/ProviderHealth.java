package dev.oxydra.types;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a model has been answering lately: its circuit breaker.
 *
 * @param model which
 * @param state whether it is asked
 * @param failures how many calls in a row have failed, after their retries
 * @param until when it is tried again; null unless the circuit is open
 * @param lastError what went wrong last; null while it answers
 */
public record ProviderHealth(
    ModelRef model,
    State state,
    int failures,
    @Nullable Instant until,
    @Nullable String lastError) {
  public ProviderHealth {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(state, "state");
  }

  /** States of a circuit breaker. */
  public enum State {
    /** It answers, or has not been asked. */
    @JsonProperty("closed")
    CLOSED,
    /** It failed, and is passed over for a while if there is another one to ask. */
    @JsonProperty("open")
    OPEN,
    /** The while is over: the next call shows whether it answers again. */
    @JsonProperty("half_open")
    HALF_OPEN
  }
}
