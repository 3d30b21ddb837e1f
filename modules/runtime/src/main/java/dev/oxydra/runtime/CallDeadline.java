package dev.oxydra.runtime;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Interrupts the thread that started it when a call's time is over, unless it is closed before. The
 * interrupt is its own: nobody sees it after the close, unless the turn is to stop too.
 */
final class CallDeadline implements AutoCloseable {
  private static final long IDLE_SECONDS = 10;

  /** One thread of the system's, as calls that compute can keep all others from running. */
  private static final ScheduledThreadPoolExecutor TIMER = timer();

  private final Thread caller = Thread.currentThread();
  private final BooleanSupplier stopped;
  private final Future<?> end;
  private boolean closed;
  private boolean expired;

  private CallDeadline(Duration limit, BooleanSupplier stopped) {
    this.stopped = stopped;
    this.end = TIMER.schedule(this::expire, limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Begins to count.
   *
   * @param stopped whether the turn is to stop, which interrupts the same thread
   */
  static CallDeadline start(Duration limit, BooleanSupplier stopped) {
    return new CallDeadline(limit, stopped);
  }

  private static ScheduledThreadPoolExecutor timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("call-deadlines").factory());
    timer.setRemoveOnCancelPolicy(true);
    timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
    return timer;
  }

  /** Under the lock, so that no interrupt reaches the thread after {@link #close}. */
  private synchronized void expire() {
    if (!closed) {
      expired = true;
      caller.interrupt();
    }
  }

  /** Whether the time was over, and nothing else stops the turn. */
  synchronized boolean isOver() {
    return expired && !stopped.getAsBoolean();
  }

  @Override
  public synchronized void close() {
    closed = true;
    end.cancel(false);
    if (isOver()) {
      var _ = Thread.interrupted();
    }
  }
}
