package dev.oxydra.tui;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Times as people read them. */
final class Durations {
  private Durations() {}

  static String millis(long millis) {
    return millis < 1000 ? millis + " ms" : String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
  }

  /** Whole seconds, never negative. */
  static long seconds(Instant from, Instant to) {
    return Math.max(0, Duration.between(from, to).toSeconds());
  }

  static String clock(long seconds) {
    return seconds < 60 ? seconds + " s" : "%d:%02d min".formatted(seconds / 60, seconds % 60);
  }
}
