package dev.oxydra.runner;

import dev.oxydra.runner.isolation.Launched;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The place of one process that is started again and again. Closing it stops the process that is in
 * it, and at once any that is put there later.
 */
final class ProcessSlot implements AutoCloseable {
  private final Duration grace;
  private final CountDownLatch closed = new CountDownLatch(1);
  private @Nullable Launched process;

  /**
   * @param grace how long a process may take to end when it is asked to
   */
  ProcessSlot(Duration grace) {
    this.grace = grace;
  }

  void put(Launched started) {
    synchronized (this) {
      process = started;
    }
    if (isClosed()) {
      started.stop(grace);
    }
  }

  /** Stops the process that is in it; the slot stays open for the next one. */
  void empty() {
    Launched running = running();
    if (running != null) {
      running.stop(grace);
    }
  }

  /** The process, if it is alive. */
  synchronized @Nullable Launched running() {
    return process != null && process.isAlive() ? process : null;
  }

  boolean isClosed() {
    return closed.getCount() == 0;
  }

  /**
   * Waits.
   *
   * @return whether the slot is closed, which ends the wait
   */
  boolean closedWithin(Duration pause) throws InterruptedException {
    return closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    closed.countDown();
    empty();
  }
}
