package dev.oxydra.memory;

import dev.oxydra.types.Role;
import java.time.Instant;
import java.util.Objects;

/**
 * A message that was said elsewhere.
 *
 * @param speaker {@link Role#USER} or {@link Role#ASSISTANT}
 * @param at when it was said
 */
public record Imported(Role speaker, String text, Instant at) {
  public Imported {
    Objects.requireNonNull(speaker, "speaker");
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(at, "at");
  }
}
