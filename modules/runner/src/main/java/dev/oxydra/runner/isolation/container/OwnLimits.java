package dev.oxydra.runner.isolation.container;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Limits of this process.
 *
 * @see <a
 *     href="https://man7.org/linux/man-pages/man5/proc_pid_limits.5.html">proc_pid_limits(5)</a>
 */
final class OwnLimits {
  private static final Pattern PROCESSES =
      Pattern.compile("^Max processes\\s+\\S+\\s+(\\d+)\\s", Pattern.MULTILINE);

  private OwnLimits() {}

  /** How many processes its user can have; empty where that can't be told. */
  static OptionalLong processes() {
    try {
      long ids = Long.parseLong(firstLine(Path.of("/proc/sys/kernel/pid_max")));
      Matcher hard = PROCESSES.matcher(Files.readString(Path.of("/proc/self/limits")));
      return OptionalLong.of(hard.find() ? Math.min(ids, Long.parseLong(hard.group(1))) : ids);
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /** In one gulp, as the kernel gives such a setting only from its beginning. */
  private static String firstLine(Path setting) throws IOException {
    try (BufferedReader reader = Files.newBufferedReader(setting)) {
      return String.valueOf(reader.readLine());
    }
  }
}
