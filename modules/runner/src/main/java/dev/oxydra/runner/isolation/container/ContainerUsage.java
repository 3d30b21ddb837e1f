package dev.oxydra.runner.isolation.container;

import dev.oxydra.runner.isolation.ResourceUsage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a container takes of the host, as its control groups count it: asking the engine takes a
 * second, as it measures over one.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/cgroups.7.html">cgroups(7)</a>
 */
final class ContainerUsage {
  private static final Path ROOT = Path.of("/sys/fs/cgroup");

  private ContainerUsage() {}

  /** By the id of its first process; nothing where the counts can't be read. */
  static ResourceUsage of(long pid) {
    try {
      List<String> groups = Files.readAllLines(Path.of("/proc", Long.toString(pid), "cgroup"));
      Path memory = group(groups, "memory");
      if (Files.exists(memory.resolve("memory.current"))) {
        return new ResourceUsage(
            number(memory, "memory.current") - field(memory, "memory.stat", "inactive_file"),
            Duration.ofNanos(1000 * field(memory, "cpu.stat", "usage_usec")),
            processes(memory));
      }
      return new ResourceUsage(
          number(memory, "memory.usage_in_bytes")
              - field(memory, "memory.stat", "total_inactive_file"),
          Duration.ofNanos(number(group(groups, "cpuacct"), "cpuacct.usage")),
          processes(memory));
    } catch (IOException | NumberFormatException e) {
      return ResourceUsage.NONE; // It went in between, or the host hides its groups.
    }
  }

  /** The folder of a controller's group; the second version has one for all, with no names. */
  private static Path group(List<String> groups, String controller) {
    for (String line : groups) {
      String[] fields = line.split(":", 3);
      if (List.of(fields[1].split(",")).contains(controller)) {
        return ROOT.resolve(controller).resolve(fields[2].substring(1));
      }
    }
    return groups.stream()
        .filter(line -> line.startsWith("0::/"))
        .map(line -> ROOT.resolve(line.substring("0::/".length())))
        .findFirst()
        .orElse(ROOT);
  }

  private static int processes(Path group) throws IOException {
    return Files.readAllLines(group.resolve("cgroup.procs")).size();
  }

  private static long number(Path group, String file) throws IOException {
    return Long.parseLong(Files.readString(group.resolve(file)).strip());
  }

  private static long field(Path group, String file, String name) throws IOException {
    return Files.readAllLines(group.resolve(file)).stream()
        .filter(line -> line.startsWith(name + " "))
        .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
        .findFirst()
        .orElse(0);
  }
}
