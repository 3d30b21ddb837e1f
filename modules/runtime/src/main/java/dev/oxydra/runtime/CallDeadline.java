package dev.oxydra.runtime;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/**
 * Interrupts the thread that started it when a call's time is over, unless it is closed before. The
 * interrupt is its own: nobody sees it after the close, unless the turn is to stop too.
 */
final class CallDeadline implements AutoCloseable {
  private final Thread caller = Thread.currentThread();
  private final BooleanSupplier stopped;
  private final Future<?> end;
  private boolean closed;
  private boolean expired;

  private CallDeadline(Duration limit, BooleanSupplier stopped) {
    this.stopped = stopped;
    this.end = Timer.after(limit, this::expire);
  }

  /**
   * Begins to count.
   *
   * @param stopped whether the turn is to stop, which interrupts the same thread
   */
  static CallDeadline start(Duration limit, BooleanSupplier stopped) {
    return new CallDeadline(limit, stopped);
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
