package dev.oxydra.benchmarks;

import java.util.Arrays;

/**
 * How long deltas took from the turn to the client, counted in classes of 10 µs up to 10 s. Used by
 * one thread.
 */
final class Deliveries {
  private static final int CLASS_NANOS = 10_000;
  private static final int CLASSES = 1_000_000;

  private final int[] counts = new int[CLASSES];
  private long count;
  private long first;
  private long last;

  /** A delta that was published then has come now, both in terms of {@link System#nanoTime}. */
  void add(long published, long now) {
    counts[Math.clamp((now - published) / CLASS_NANOS, 0, CLASSES - 1)]++;
    if (count++ == 0) {
      first = now;
    }
    last = now;
  }

  void clear() {
    Arrays.fill(counts, 0);
    count = 0;
  }

  long count() {
    return count;
  }

  /** Deltas a second between the first and the last. */
  double rate() {
    return count < 2 ? 0 : count * 1e9 / (last - first);
  }

  /** The time that this share of the deltas took at most, in milliseconds. */
  double millis(double share) {
    long wanted = (long) Math.ceil(count * share);
    int i = 0;
    for (long seen = counts[0]; seen < wanted; seen += counts[i]) {
      i++;
    }
    return (i + 1) * (CLASS_NANOS / 1e6);
  }
}
