package dev.oxydra.runtime;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Does what takes no time when it is due, on one thread of the system's: calls that compute can
 * keep all virtual threads from running.
 */
final class Timer {
  private static final long IDLE_SECONDS = 10;
  private static final ScheduledThreadPoolExecutor THREAD = thread();

  private Timer() {}

  private static ScheduledThreadPoolExecutor thread() {
    ScheduledThreadPoolExecutor thread =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("turn-timer").factory());
    thread.setRemoveOnCancelPolicy(true);
    thread.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    thread.allowCoreThreadTimeOut(true);
    return thread;
  }

  /** Does it once, unless that is cancelled before. */
  static Future<?> after(Duration delay, Runnable action) {
    return THREAD.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Does it again and again until that is cancelled, or it throws. */
  static Future<?> every(Duration period, Runnable action) {
    return THREAD.scheduleAtFixedRate(
        action, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
  }
}
