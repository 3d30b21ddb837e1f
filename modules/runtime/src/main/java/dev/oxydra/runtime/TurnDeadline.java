package dev.oxydra.runtime;

import java.time.Duration;

/** Interrupts the thread that started it when the time is over, unless it is closed before. */
final class TurnDeadline implements AutoCloseable {
  private final Thread turn;
  private final Thread timer;
  private boolean closed;
  private boolean expired;

  private TurnDeadline(Thread turn, Duration timeout) {
    this.turn = turn;
    this.timer = Thread.ofVirtual().name("turn-deadline").unstarted(() -> await(timeout));
  }

  static TurnDeadline start(Duration timeout) {
    TurnDeadline deadline = new TurnDeadline(Thread.currentThread(), timeout);
    deadline.timer.start();
    return deadline;
  }

  private void await(Duration timeout) {
    try {
      Thread.sleep(timeout);
    } catch (InterruptedException e) {
      return; // closed: the turn ended in time
    }
    expire();
  }

  /** Under the lock, so that no interrupt reaches the thread after {@link #close}. */
  private synchronized void expire() {
    if (!closed) {
      expired = true;
      turn.interrupt();
    }
  }

  /** Whether it was this that interrupted the thread. */
  synchronized boolean expired() {
    return expired;
  }

  @Override
  public synchronized void close() {
    closed = true;
    timer.interrupt();
  }
}
