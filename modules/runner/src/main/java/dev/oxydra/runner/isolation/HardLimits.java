package dev.oxydra.runner.isolation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The limits that every process has for itself, as arguments of prlimit(1).
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/getrlimit.2.html">getrlimit(2)</a>
 */
final class HardLimits {
  /** In the sandbox and on the host alike. */
  static final Path PROGRAM = Path.of("/usr/bin/prlimit");

  /** A JVM takes all that it may have, and lists of this size are still quick to walk. */
  private static final long OPEN_FILES = 16_384;

  /** The number of processes is counted for each user namespace from this version of Linux on. */
  private static final int MAJOR = 5;

  private static final int MINOR = 14;

  private HardLimits() {}

  /**
   * The beginning of a command.
   *
   * @param ownUsers whether it runs in a user namespace of its own, so that the number of its
   *     processes is not that of the user on the whole host
   */
  static List<String> command(ResourceLimits limits, boolean ownUsers) throws IOException {
    if (!Files.isExecutable(PROGRAM)) {
      return List.of();
    }
    String held = Files.readString(Path.of("/proc/self/limits"));
    List<String> command = new ArrayList<>(List.of(PROGRAM.toString(), "--core=0"));
    command.add("--fsize=" + within(held, "Max file size", limits.fileBytes()));
    // What a process maps but doesn't touch counts here, so it is not the limit of memory. It keeps
    // one process from taking everything before it is seen.
    command.add("--data=" + within(held, "Max data size", 2 * limits.memoryBytes()));
    command.add("--nofile=" + within(held, "Max open files", OPEN_FILES));
    if (ownUsers && countsByNamespace(System.getProperty("os.version", ""))) {
      command.add("--nproc=" + within(held, "Max processes", limits.processes()));
    }
    return command;
  }

  /** A limit can only be lowered. */
  private static long within(String held, String name, long wanted) {
    Matcher hard = Pattern.compile("(?m)^" + name + "\\s+\\S+\\s+(\\d+)\\s").matcher(held);
    return hard.find() ? Math.min(wanted, Long.parseLong(hard.group(1))) : wanted;
  }

  /**
   * @see <a href="https://github.com/torvalds/linux/commit/21d1c5e386bc751f1953b371d72cd5b7d9c9e270">the
   *     change</a>
   */
  static boolean countsByNamespace(String version) {
    Matcher numbers = Pattern.compile("^(\\d+)\\.(\\d+)").matcher(version);
    if (!numbers.find()) {
      return false;
    }
    int major = Integer.parseInt(numbers.group(1));
    return major > MAJOR || (major == MAJOR && Integer.parseInt(numbers.group(2)) >= MINOR);
  }
}
