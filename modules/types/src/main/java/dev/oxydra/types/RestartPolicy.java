package dev.oxydra.runner;

import java.time.Duration;
import java.util.Objects;

/**
 * When a guest that died is started again: after a pause that doubles with each death of the last
 * window, until there were too many.
 *
 * @param first the pause after the first death
 * @param longest the longest pause
 * @param window deaths further back don't count
 * @param deaths how many in a window are too many
 */
record RestartPolicy(Duration first, Duration longest, Duration window, int deaths) {
  RestartPolicy {
    Objects.requireNonNull(first, "first");
    Objects.requireNonNull(longest, "longest");
    Objects.requireNonNull(window, "window");
    if (deaths < 1) {
      throw new IllegalArgumentException("deaths must be 1 or more: " + deaths);
    }
  }

  boolean tooMany(int recent) {
    return recent >= deaths;
  }

  /**
   * @param recent how many deaths count, 1 or more
   */
  Duration pauseAfter(int recent) {
    long doubled = first.toMillis() << Math.min(recent - 1, 20);
    return Duration.ofMillis(Math.min(doubled, longest.toMillis()));
  }
}
