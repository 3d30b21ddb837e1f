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

  /** What it takes of the host at this moment; {@link ResourceUsage#NONE} when it has ended. */
  ResourceUsage usage();

  /** What it is found by once this process is gone, see {@link IsolationTier#adopt}. */
  Trace trace();

  /** Waits for its end, and leaves nothing of its sandbox behind. */
  End waitFor() throws InterruptedException;

  /** Asks it to end, kills it when it hasn't within {@code grace}, and returns when it is gone. */
  void stop(Duration grace);
}
