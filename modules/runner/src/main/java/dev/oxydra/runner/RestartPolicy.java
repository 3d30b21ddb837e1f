package dev.oxydra.runner;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
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

  /** Those of {@code died} that still count at {@code now}. */
  List<Instant> recent(List<Instant> died, Instant now) {
    return died.stream().filter(death -> death.isAfter(now.minus(window))).toList();
  }

  boolean tooMany(List<Instant> recent) {
    return recent.size() >= deaths;
  }

  /**
   * @param recent how many deaths count, 1 or more
   */
  Duration pauseAfter(int recent) {
    long doubled = first.toMillis() << Math.min(recent - 1, 20);
    return Duration.ofMillis(Math.min(doubled, longest.toMillis()));
  }
}
