package dev.oxydra.types;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who speaks in a {@link Message}. */
public enum Role {
  @JsonProperty("user")
  USER,
  @JsonProperty("assistant")
  ASSISTANT,
  /** Carries the results of tool calls back to the model. */
  @JsonProperty("tool")
  TOOL
}
