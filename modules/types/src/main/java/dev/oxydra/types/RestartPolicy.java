package dev.oxydra.types;

import java.time.Duration;
import java.util.Objects;

/**
 * When something that failed is tried again: after a pause that doubles with each failure of the
 * last window, until there were too many.
 *
 * @param first the pause after the first failure
 * @param longest the longest pause
 * @param window failures further back don't count
 * @param most how many failures in a window are too many, 1 or more
 */
public record RestartPolicy(Duration first, Duration longest, Duration window, int most) {
  public RestartPolicy {
    Objects.requireNonNull(first, "first");
    Objects.requireNonNull(longest, "longest");
    Objects.requireNonNull(window, "window");
    if (most < 1) {
      throw new IllegalArgumentException("most must be 1 or more: " + most);
    }
  }

  boolean tooMany(int recent) {
    return recent >= most;
  }

  /**
   * @param recent how many failures count, 1 or more
   */
  Duration pauseAfter(int recent) {
    long doubled = first.toMillis() << Math.min(recent - 1, 20);
    return Duration.ofMillis(Math.min(doubled, longest.toMillis()));
  }
}
