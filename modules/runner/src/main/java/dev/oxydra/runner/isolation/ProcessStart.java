package dev.oxydra.runner.isolation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What tells a process from all others that have its id at another time. An instant does not: the
 * kernel counts from the machine's start, and its idea of when that was moves with the clock.
 */
public final class ProcessStart {
  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

  /** The place of {@code starttime} after the state, see proc_pid_stat(5). */
  private static final int START_TIME = 19;

  private ProcessStart() {}

  /** The same text for as long as the process lives, and never again; empty when it is gone. */
  public static String of(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      // The name before the state is in parentheses and may hold any character.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return Files.readString(BOOT).strip() + "/" + fields[START_TIME];
    } catch (IOException e) {
      // Gone, or a system without these files.
      return ProcessHandle.of(pid)
          .flatMap(process -> process.info().startInstant())
          .map(Object::toString)
          .orElse("");
    }
  }
}
