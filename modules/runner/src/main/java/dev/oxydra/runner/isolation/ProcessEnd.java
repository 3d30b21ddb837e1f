package dev.oxydra.runner.isolation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The end of processes that are not our children: the JDK looks for it only every few hundred
 * milliseconds, and takes one that nobody has buried for alive.
 */
public final class ProcessEnd {
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

  private ProcessEnd() {}

  /** Whether a process has ended, buried or not. */
  public static boolean isOver(ProcessHandle process) {
    return !process.isAlive() || isZombie(process.pid());
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
      LockSupport.parkNanos(PAUSE);
    }
    return true;
  }

  /**
   * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>
   */
  private static boolean isZombie(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      // The name before the state is in parentheses and may hold any character.
      return stat.startsWith(" Z", stat.lastIndexOf(')') + 1);
    } catch (IOException e) {
      return false; // It went in between, or the system has no such file.
    }
  }
}
