package dev.oxydra.types;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A kind of content that a model takes or makes; the names are those of models.dev. */
public enum Modality {
  @JsonProperty("text")
  TEXT,
  @JsonProperty("image")
  IMAGE,
  @JsonProperty("pdf")
  PDF,
  @JsonProperty("audio")
  AUDIO,
  @JsonProperty("video")
  VIDEO
}
