package dev.oxydra.runner;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/** How often a process has died of late. The clock of the day may be set without harm. */
final class Deaths {
  private final RestartPolicy policy;
  private final LongSupplier nanoTime;
  private final Deque<Long> recent = new ArrayDeque<>();

  /**
   * @param nanoTime such as {@link System#nanoTime}
   */
  Deaths(RestartPolicy policy, LongSupplier nanoTime) {
    this.policy = policy;
    this.nanoTime = nanoTime;
  }

  /** It has died just now. */
  void add() {
    long now = nanoTime.getAsLong();
    recent.add(now);
    recent.removeIf(death -> now - death >= policy.window().toNanos());
  }

  /** How many deaths count. */
  int count() {
    return recent.size();
  }

  boolean tooMany() {
    return policy.tooMany(count());
  }

  /** How long to wait before it is started again; it has died at least once. */
  Duration pause() {
    return policy.pauseAfter(count());
  }
}
