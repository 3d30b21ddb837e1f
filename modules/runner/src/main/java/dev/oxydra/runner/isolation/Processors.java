package dev.oxydra.runner.isolation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The limit of processor time where no control group keeps it: a program gets some processors and
 * can't run on others. Stopping and continuing it would be exact, but programs that stop their own
 * children, such as shells, would be misled. So parts of a processor are rounded up to a whole one,
 * and two programs may share one while another is idle.
 */
final class Processors {
  private static final Path PROGRAM = Path.of("/usr/bin/taskset");
  private static final int FULL_PERCENT = 100;
  private static final Pattern ALLOWED =
      Pattern.compile("(?m)^Cpus_allowed_list:\\s*(\\S+)$");

  private Processors() {}

  /** The beginning of a command, by taskset(1); empty when all processors are allowed. */
  static List<String> command(int percent) throws IOException {
    List<Integer> all = allowed(Files.readString(Path.of("/proc/self/status")));
    int wanted = (percent + FULL_PERCENT - 1) / FULL_PERCENT;
    if (wanted >= all.size() || !Files.isExecutable(PROGRAM)) {
      return List.of();
    }
    int first = ThreadLocalRandom.current().nextInt(all.size());
    String list =
        IntStream.range(0, wanted)
            .mapToObj(next -> all.get((first + next) % all.size()).toString())
            .collect(Collectors.joining(","));
    return List.of(PROGRAM.toString(), "--cpu-list", list);
  }

  /**
   * The processors that a process may run on.
   *
   * @param status its status, see proc_pid_status(5); such as {@code 0-3,8}
   */
  static List<Integer> allowed(String status) {
    Matcher line = ALLOWED.matcher(status);
    List<Integer> allowed = new ArrayList<>();
    if (line.find()) {
      for (String range : line.group(1).split(",", -1)) {
        String[] ends = range.split("-", -1);
        IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]))
            .forEach(allowed::add);
      }
    }
    return allowed;
  }
}
