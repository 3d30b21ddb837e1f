package dev.oxydra.gateway;

import java.util.Objects;

/**
 * What became of a submitted turn.
 *
 * @param seq its {@code turn.submitted} event; 0 where another submission of it is just being
 *     committed
 */
public record Submission(Outcome outcome, long seq) {
  public Submission {
    Objects.requireNonNull(outcome, "outcome");
  }

  /** Whether it will run. */
  public enum Outcome {
    /** It is committed, and runs or waits. */
    ACCEPTED,
    /** A turn with this id is active already: nothing was done. */
    ACTIVE_ALREADY,
    /** A turn with this id was submitted before and has ended: nothing was done. */
    SUBMITTED_BEFORE
  }
}
