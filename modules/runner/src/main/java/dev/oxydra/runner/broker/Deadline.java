package dev.oxydra.runner.broker;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts a thread that has waited for an upstream too long. Waiting for the guest doesn't
 * count.
 */
final class Deadline implements AutoCloseable {
  private static final long NOT_WAITING = Long.MIN_VALUE;

  private final EventExecutor timer;
  private final Thread thread;
  private volatile long limitNanos;
  private volatile long since = NOT_WAITING;
  private @Nullable ScheduledFuture<?> next;
  private boolean closed;
  private boolean passed;

  Deadline(EventExecutor timer, Thread thread, Duration first) {
    this.timer = timer;
    this.thread = thread;
    this.limitNanos = first.toNanos();
    waiting();
    schedule(limitNanos);
  }

  /** From now on each wait may take this long. */
  void limit(Duration limit) {
    limitNanos = limit.toNanos();
    schedule(limitNanos);
  }

  /** A wait begins, or something has come and the wait goes on. */
  void waiting() {
    since = System.nanoTime();
  }

  /** What was waited for is there. */
  void arrived() {
    since = NOT_WAITING;
  }

  /** Whether the thread was interrupted by this. */
  synchronized boolean passed() {
    return passed;
  }

  private synchronized void schedule(long nanos) {
    if (next != null) {
      next.cancel(false);
    }
    next = timer.schedule(this::look, Math.max(1, nanos), TimeUnit.NANOSECONDS);
  }

  private synchronized void look() {
    if (closed || passed) {
      return;
    }
    long start = since;
    long left = start == NOT_WAITING ? limitNanos : limitNanos - (System.nanoTime() - start);
    if (left > 0) {
      schedule(left);
      return;
    }
    passed = true;
    thread.interrupt();
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (next != null) {
      next.cancel(false);
    }
  }
}
