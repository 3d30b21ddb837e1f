package dev.oxydra.runtime;

import dev.oxydra.types.ApprovalEvent;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Interrupts the thread that started it when the time is over, unless it is closed before. The time
 * in which the turn waits for its user, or for other agents, doesn't count.
 */
final class TurnDeadline implements AutoCloseable {
  private final Thread turn;
  private final Thread timer;
  private long timeout;
  private long worked;
  private long since = System.nanoTime();
  private int paused;
  private boolean closed;
  private boolean expired;

  private TurnDeadline(Thread turn, Duration timeout) {
    this.turn = turn;
    this.timeout = timeout.toNanos();
    this.timer = Thread.ofVirtual().name("turn-deadline").unstarted(this::await);
  }

  static TurnDeadline start(Duration timeout) {
    TurnDeadline deadline = new TurnDeadline(Thread.currentThread(), timeout);
    deadline.timer.start();
    return deadline;
  }

  /** Under the lock, so that no interrupt reaches the thread after {@link #close}. */
  private synchronized void await() {
    try {
      while (!closed && nanos() < timeout) {
        if (paused > 0) {
          wait();
        } else {
          TimeUnit.NANOSECONDS.timedWait(this, timeout - nanos());
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("Nobody interrupts a deadline", e);
    }
    if (!closed) {
      expired = true;
      turn.interrupt();
    }
  }

  /** Asks the user, in which time the deadline stands still. */
  ApprovalEvent.Resolved paused(Questions.Deciding user, ApprovalEvent.Requested request)
      throws InterruptedException {
    waits(true);
    try {
      return user.decide(request);
    } finally {
      waits(false);
    }
  }

  /** The turn begins to wait for others, or has done so; several of its calls may at once. */
  synchronized void waits(boolean now) {
    worked = nanos();
    since = System.nanoTime();
    paused += now ? 1 : -1;
    notifyAll();
  }

  /** There is no more time than that from now on. */
  synchronized void shorten(Duration left) {
    timeout = Math.min(timeout, nanos() + left.toNanos());
    notifyAll();
  }

  /** How long the turn has worked. */
  synchronized Duration worked() {
    return Duration.ofNanos(nanos());
  }

  private long nanos() {
    return paused > 0 ? worked : worked + System.nanoTime() - since;
  }

  /** Whether it was this that interrupted the thread. */
  synchronized boolean expired() {
    return expired;
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
