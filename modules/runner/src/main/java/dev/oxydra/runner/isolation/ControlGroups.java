package dev.oxydra.runner.isolation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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

  /**
   * Those of this process.
   *
   * @param proc {@code /proc}
   * @return empty where none are delegated, or not with all of memory, cpu and pids
   */
  static Optional<ControlGroups> delegated(Path proc) {
    try {
      return ControlHierarchy.VERSION_2.folderOf(proc, "self").flatMap(ControlGroups::prepared);
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("Control groups can't be used", e);
      return Optional.empty();
    }
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
    return ControlGroup.of(base.resolve(ControlHierarchy.newName(name)), limits);
  }

  /** The group that {@link #create} made for a program that runs in it. */
  static Optional<ControlGroup> of(long pid, ResourceLimits limits) throws IOException {
    Optional<Path> folder = ControlHierarchy.VERSION_2.programs(pid);
    return folder.isEmpty() ? Optional.empty() : Optional.of(ControlGroup.of(folder.get(), limits));
  }
}
