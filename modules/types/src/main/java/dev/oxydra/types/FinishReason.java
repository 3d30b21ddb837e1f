package dev.oxydra.types;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Why a model stopped. */
public enum FinishReason {
  /** It was done. */
  @JsonProperty("stop")
  STOP,
  /** It wants tools to run. */
  @JsonProperty("tool_calls")
  TOOL_CALLS,
  /** The output limit was reached. */
  @JsonProperty("length")
  LENGTH,
  /** The provider withheld the rest. */
  @JsonProperty("content_filter")
  CONTENT_FILTER,
  /** Something that the provider alone knows. */
  @JsonProperty("other")
  OTHER
}
