package dev.oxydra.runner.isolation;

import java.util.Locale;

/** What holds a running program to its limits, and counts what it takes. */
sealed interface Confinement extends AutoCloseable permits ControlGroup, WatchedProgram {
  ResourceUsage usage();

  /** Why it ended the program, a sentence for people; empty when it didn't. */
  String reason();

  /** Called when the program has ended, once or more. {@link #reason} stays. */
  @Override
  void close();

  static String tooMuchMemory(ResourceLimits limits) {
    return "It used more than its " + size(limits.memoryBytes()) + " of memory.";
  }

  static String tooManyProcesses(ResourceLimits limits) {
    return "It ran more than its " + limits.processes() + " processes and threads.";
  }

  private static String size(long bytes) {
    long mebi = 1L << 20;
    return bytes % mebi == 0
        ? bytes / mebi + " MiB"
        : String.format(Locale.ROOT, "%.1f MiB", (double) bytes / mebi);
  }
}
