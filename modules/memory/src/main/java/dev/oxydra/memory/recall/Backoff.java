package dev.oxydra.memory.recall;

import java.time.Duration;

/** Pauses that grow. */
final class Backoff {
  private Backoff() {}

  /** Twice as long, up to a limit. */
  static Duration next(Duration pause, Duration longest) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(longest) < 0 ? twice : longest;
  }
}
