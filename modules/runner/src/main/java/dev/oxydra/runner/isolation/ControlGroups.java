package dev.oxydra.runner.isolation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part of the control groups that the system has delegated to us, as systemd does for a service
 * with {@code Delegate=}. A group that has groups of its own with limits can't hold processes, so
 * ours is one beside those of the programs, called {@code daemon}.
 *
 * @param base the group above the programs' groups
 */
record ControlGroups(Path base) {
  private static final Logger LOG = LoggerFactory.getLogger(ControlGroups.class);
  private static final List<String> CONTROLLERS = List.of("memory", "cpu", "pids");
  private static final String OURS = "daemon";
  private static final String PREFIX = "oxydra-";

  /** The line of version 2 in {@code /proc/PID/cgroup}, see cgroups(7). */
  private static final Pattern OWN = Pattern.compile("(?m)^0::(/.*)$");

  /** Root and mount point of the hierarchy in {@code /proc/self/mountinfo}. */
  private static final Pattern MOUNT =
      Pattern.compile("(?m)^\\d+ \\d+ \\S+ (\\S+) (\\S+) .* - cgroup2 ");

  /**
   * Those of this process.
   *
   * @param proc {@code /proc}
   * @return empty where none are delegated, or not with all of memory, cpu and pids
   */
  static Optional<ControlGroups> delegated(Path proc) {
    try {
      return folderOf(proc, "self").flatMap(ControlGroups::prepared);
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("Control groups can't be used", e);
      return Optional.empty();
    }
  }

  /**
   * The group that a process is in.
   *
   * @param pid its id, or {@code self}
   */
  static Optional<Path> folderOf(Path proc, String pid) throws IOException {
    Matcher own = OWN.matcher(Files.readString(proc.resolve(pid).resolve("cgroup")));
    Matcher mount = MOUNT.matcher(Files.readString(proc.resolve("self/mountinfo")));
    if (!own.find() || !mount.find() || own.group(1).startsWith("/..")) {
      return Optional.empty();
    }
    Path root = Path.of(mount.group(1));
    Path group = Path.of(own.group(1));
    return group.startsWith(root)
        ? Optional.of(Path.of(mount.group(2)).resolve(root.relativize(group).toString()))
        : Optional.empty();
  }

  private static Optional<ControlGroups> prepared(Path own) {
    try {
      Path base = own.endsWith(OURS) ? own.resolveSibling("") : own;
      Path enabled = base.resolve("cgroup.subtree_control");
      if (!words(base.resolve("cgroup.controllers")).containsAll(CONTROLLERS)
          || !Files.isWritable(base)
          || !Files.isWritable(enabled)) {
        return Optional.empty();
      }
      if (!words(enabled).containsAll(CONTROLLERS)) {
        if (base.equals(own) && !moveIntoOurs(base)) {
          return Optional.empty();
        }
        Files.writeString(enabled, "+memory +cpu +pids");
      }
      return Optional.of(new ControlGroups(base));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A group that others are in too was not delegated to us. */
  private static boolean moveIntoOurs(Path base) throws IOException {
    String self = Long.toString(ProcessHandle.current().pid());
    if (!words(base.resolve("cgroup.procs")).equals(List.of(self))) {
      return false;
    }
    Path ours = Files.createDirectories(base.resolve(OURS));
    Files.writeString(ours.resolve("cgroup.procs"), self);
    return true;
  }

  private static List<String> words(Path file) throws IOException {
    return List.of(Files.readString(file).strip().split("\\s+", -1));
  }

  ControlGroup create(ProgramName name, ResourceLimits limits) throws IOException {
    String end = Integer.toHexString(ThreadLocalRandom.current().nextInt());
    String group = prefix(name.installation()) + name.user() + "-" + name.role() + "-" + end;
    return ControlGroup.of(base.resolve(group), limits);
  }

  /** The group that {@link #create} made for a program that runs in it. */
  static Optional<ControlGroup> of(long pid, ResourceLimits limits) throws IOException {
    Optional<Path> folder =
        folderOf(Path.of("/proc"), Long.toString(pid))
            .filter(group -> group.getFileName().toString().startsWith(PREFIX));
    return folder.isEmpty()
        ? Optional.empty()
        : Optional.of(ControlGroup.of(folder.get(), limits));
  }

  /** Removes groups that no process is in; the kernel refuses for the others. */
  void removeEmpty(String installation) {
    try (DirectoryStream<Path> groups =
        Files.newDirectoryStream(base, prefix(installation) + "*")) {
      groups.forEach(ControlGroup::remove);
    } catch (IOException e) {
      LOG.warn("Could not look for control groups that were left in {}", base, e);
    }
  }

  private static String prefix(String installation) {
    return PREFIX + installation + "-";
  }
}
