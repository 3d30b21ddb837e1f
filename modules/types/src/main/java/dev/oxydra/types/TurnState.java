package dev.oxydra.types;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a turn is. */
public enum TurnState {
  /** It is accepted, and has not begun. */
  @JsonProperty("waiting")
  WAITING,
  @JsonProperty("running")
  RUNNING,
  @JsonProperty("completed")
  COMPLETED,
  @JsonProperty("cancelled")
  CANCELLED,
  @JsonProperty("failed")
  FAILED
}
