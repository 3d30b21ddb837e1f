package dev.oxydra.runner.isolation;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the groups of a hierarchy of control groups are, and what those of programs are called.
 *
 * @param own its line in {@code /proc/PID/cgroup}, whose first group is the path; see cgroups(7)
 * @param mount its line in {@code /proc/self/mountinfo}, whose groups are root and mount point
 */
record ControlHierarchy(Pattern own, Pattern mount) {
  static final ControlHierarchy VERSION_2 =
      new ControlHierarchy(
          Pattern.compile("(?m)^0::(/.*)$"),
          Pattern.compile("(?m)^\\d+ \\d+ \\S+ (\\S+) (\\S+) .* - cgroup2 "));

  /** That of the controller {@code pids} of version 1. */
  static final ControlHierarchy PIDS =
      new ControlHierarchy(
          Pattern.compile("(?m)^\\d+:(?:\\S+,)?pids(?:,\\S+)?:(/.*)$"),
          Pattern.compile("(?m)^\\d+ \\d+ \\S+ (\\S+) (\\S+) .* - cgroup \\S+ (?:\\S+,)?pids\\b"));

  private static final Logger LOG = LoggerFactory.getLogger(ControlHierarchy.class);
  private static final String PREFIX = "oxydra-";
  private static final int TRIES = 100;

  /**
   * The group that a process is in.
   *
   * @param pid its id, or {@code self}
   */
  Optional<Path> folderOf(Path proc, String pid) throws IOException {
    Matcher group = own.matcher(Files.readString(proc.resolve(pid).resolve("cgroup")));
    Matcher mounted = mount.matcher(Files.readString(proc.resolve("self/mountinfo")));
    if (!group.find() || !mounted.find() || group.group(1).startsWith("/..")) {
      return Optional.empty();
    }
    Path root = Path.of(mounted.group(1));
    Path path = Path.of(group.group(1));
    return path.startsWith(root)
        ? Optional.of(Path.of(mounted.group(2)).resolve(root.relativize(path).toString()))
        : Optional.empty();
  }

  /** What a new group for a program is called. */
  static String newName(ProgramName name) {
    String end = Integer.toHexString(ThreadLocalRandom.current().nextInt());
    return prefix(name.installation()) + name.user() + "-" + name.role() + "-" + end;
  }

  /** The group that was made for a program, if it runs in one. */
  Optional<Path> programs(long pid) throws IOException {
    return folderOf(Path.of("/proc"), Long.toString(pid))
        .filter(group -> group.getFileName().toString().startsWith(PREFIX));
  }

  /** Removes groups of programs that no process is in; the kernel refuses for the others. */
  static void removeEmpty(Path base, String installation) {
    try (DirectoryStream<Path> groups =
        Files.newDirectoryStream(base, prefix(installation) + "*")) {
      groups.forEach(ControlHierarchy::isRemoved);
    } catch (IOException e) {
      LOG.warn("Could not look for control groups that were left in {}", base, e);
    }
  }

  /**
   * Removes the group of a program that has ended. The kernel needs a moment until a group of ended
   * processes counts as empty.
   */
  static void remove(Path group) {
    for (int tried = 0; tried < TRIES && Files.exists(group); tried++) {
      if (isRemoved(group)) {
        return;
      }
      ProcessEnd.pause();
    }
    if (Files.exists(group)) {
      LOG.warn("The control group {} still has processes in it and stays", group);
    }
  }

  private static boolean isRemoved(Path group) {
    try {
      return Files.deleteIfExists(group);
    } catch (IOException e) {
      return false;
    }
  }

  private static String prefix(String installation) {
    return PREFIX + installation + "-";
  }
}
