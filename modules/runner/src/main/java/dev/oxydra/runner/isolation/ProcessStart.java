package dev.oxydra.runner.isolation;

import java.io.IOException;
import java.nio.file.Path;

/**
 * What tells a process from all others that have its id at another time. An instant does not: the
 * kernel counts from the machine's start, and its idea of when that was moves with the clock.
 */
public final class ProcessStart {
  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

  private ProcessStart() {}

  /** The same text for as long as the process lives, and never again; empty when it is gone. */
  public static String of(long pid) {
    try {
      return KernelSetting.read(BOOT) + "/" + ProcStat.read(pid).started();
    } catch (IOException e) {
      // Gone, or a system without these files.
      return ProcessHandle.of(pid)
          .flatMap(process -> process.info().startInstant())
          .map(Object::toString)
          .orElse("");
    }
  }
}
