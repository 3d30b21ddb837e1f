package dev.oxydra.types;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How much a model is to think before it answers, where it can. */
public enum ReasoningEffort {
  /** As the provider does when it is told nothing. */
  @JsonProperty("auto")
  AUTO,
  /** Not at all, or as little as the model allows. */
  @JsonProperty("off")
  OFF,
  @JsonProperty("low")
  LOW,
  @JsonProperty("medium")
  MEDIUM,
  @JsonProperty("high")
  HIGH
}
