package dev.oxydra.runner.isolation;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The end of processes that are not our children: the JDK looks for it only every few hundred
 * milliseconds, and takes one that nobody has buried for alive.
 */
public final class ProcessEnd {
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

  /** What a killed process may take to be gone; longer only when the kernel holds it. */
  private static final Duration KILLED = Duration.ofSeconds(10);

  private ProcessEnd() {}

  /** Whether a process has ended, buried or not. */
  public static boolean isOver(ProcessHandle process) {
    return !process.isAlive() || isZombie(process);
  }

  /**
   * Waits for a process's end.
   *
   * @return false when it didn't end in time, or the thread was interrupted, which stays so
   */
  public static boolean within(ProcessHandle process, Duration time) {
    long deadline = System.nanoTime() + time.toNanos();
    while (!isOver(process)) {
      if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
        return isOver(process);
      }
      pause();
    }
    return true;
  }

  /** Ends a process without asking it, and waits until it is gone. */
  static void kill(ProcessHandle process) {
    process.destroyForcibly();
    within(process, KILLED);
  }

  static void pause() {
    LockSupport.parkNanos(PAUSE);
  }

  private static boolean isZombie(ProcessHandle process) {
    try {
      return ProcStat.read(process.pid()).isZombie();
    } catch (IOException e) {
      return !process.isAlive(); // It was buried in between, or the system has no such file.
    }
  }
}
