package dev.oxydra.types;

import java.util.Objects;

/**
 * Who the agents are, as the operator says.
 *
 * @param system replaces the built-in system prompt; empty for nothing
 * @param soul comes after the system prompt; empty for nothing
 */
public record Persona(String system, String soul) {
  /** The operator says nothing. */
  public static final Persona NONE = new Persona("", "");

  public Persona {
    Objects.requireNonNull(system, "system");
    Objects.requireNonNull(soul, "soul");
  }
}
