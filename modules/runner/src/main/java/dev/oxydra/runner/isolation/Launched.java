package dev.oxydra.runner.isolation;

import java.time.Duration;
import java.time.Instant;

/** A program that was started. It outlives the process that started it. */
public interface Launched {
  /** The process id on the host; killing that process ends the program. */
  long pid();

  /** When it started. With the process id it names the process, even when the id is used again. */
  Instant startedAt();

  boolean isAlive();

  /**
   * Waits for its end, and leaves nothing of its sandbox behind.
   *
   * @return its exit code; 128 plus the signal's number when a signal ended it
   */
  int waitFor() throws InterruptedException;

  /** Asks it to end, kills it when it hasn't within {@code grace}, and returns when it is gone. */
  void stop(Duration grace);
}
