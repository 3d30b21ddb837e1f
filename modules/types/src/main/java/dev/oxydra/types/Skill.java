package dev.oxydra.types;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Instructions for some kind of work, which the operator gives agents. It is text for the model,
 * and grants nothing.
 *
 * @param name what it is asked for by
 * @param description what it is for: all that the model knows of it until it reads it
 * @param activation when the model is shown it
 * @param priority those with a higher one are listed first
 * @param requires the names of tools that an agent must have to be told of it
 * @param body the instructions
 * @param references more texts, by their paths in the skill's folder, read when they are needed
 */
public record Skill(
    String name,
    String description,
    Activation activation,
    int priority,
    List<String> requires,
    String body,
    Map<String, String> references) {
  /** When the model is shown a skill. */
  public enum Activation {
    /** It knows of it, and reads it when it has such work. */
    @JsonProperty("auto")
    AUTO,
    /** Its instructions are in every request. */
    @JsonProperty("always")
    ALWAYS,
    /** It doesn't know of it; it reads it when the user names it. */
    @JsonProperty("manual")
    MANUAL
  }

  public Skill {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(activation, "activation");
    requires = List.copyOf(requires);
    Objects.requireNonNull(body, "body");
    references = Map.copyOf(references);
  }
}
