package dev.oxydra.types;

import java.util.Objects;

/**
 * A turn that has not ended.
 *
 * @param submitted its {@code turn.submitted} event
 * @param prompt what the user wrote, edited or not
 * @param started whether it has begun to run
 */
public record QueuedTurn(Event submitted, String prompt, boolean started) {
  public QueuedTurn {
    Objects.requireNonNull(submitted, "submitted");
    Objects.requireNonNull(prompt, "prompt");
  }
}
