package dev.oxydra.runner.isolation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The controller {@code pids} of version 1, on hosts that still have it there and where we may
 * write, as root does. The kernel's own limit of processes, {@code RLIMIT_NPROC}, is none for root,
 * and a look at them comes too late for a program that starts thousands in a second.
 *
 * @param base the group above the programs' groups
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v1/pids.html">Process Number
 *     Controller</a>
 */
record PidsGroups(Path base) {
  private static final Logger LOG = LoggerFactory.getLogger(PidsGroups.class);

  /**
   * Those that this process may make.
   *
   * @param proc {@code /proc}
   */
  static Optional<PidsGroups> writable(Path proc) {
    try {
      return ControlHierarchy.PIDS
          .folderOf(proc, "self")
          .filter(Files::isWritable)
          .map(PidsGroups::new);
    } catch (IOException e) {
      LOG.debug("The controller of processes can't be used", e);
      return Optional.empty();
    }
  }

  /**
   * A group for a program that is about to start.
   *
   * @throws IOException when the kernel doesn't let us
   */
  Path create(ProgramName name, ResourceLimits limits) throws IOException {
    Path folder = Files.createDirectory(base.resolve(ControlHierarchy.newName(name)));
    limit(folder, limits);
    return folder;
  }

  /** The group that {@link #create} made for a program that runs in it, with new limits. */
  static Optional<Path> of(long pid, ResourceLimits limits) throws IOException {
    Optional<Path> folder = ControlHierarchy.PIDS.programs(pid);
    if (folder.isPresent()) {
      limit(folder.get(), limits);
    }
    return folder;
  }

  private static void limit(Path folder, ResourceLimits limits) throws IOException {
    Files.writeString(folder.resolve("pids.max"), Integer.toString(limits.processes()));
  }
}
