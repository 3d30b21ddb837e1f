package dev.oxydra.types;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a tool can do to the world. */
public enum SafetyTier {
  /** Changes nothing: such calls run in parallel and may be run again. */
  @JsonProperty("read_only")
  READ_ONLY,
  /** Changes something within the workspace. */
  @JsonProperty("side_effecting")
  SIDE_EFFECTING,
  /** Can do whatever its sandbox lets it. */
  @JsonProperty("privileged")
  PRIVILEGED
}
