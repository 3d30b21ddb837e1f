package dev.oxydra.runner.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The file systems that are mounted.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html">mountinfo(5)</a>
 */
record MountTable(List<Entry> entries) {
  /** Type names of file systems on which locks, shared memory or sockets can't be relied upon. */
  private static final Set<String> UNFIT =
      Set.of("nfs", "nfs4", "9p", "vboxsf", "cifs", "smb3", "afs", "ncpfs", "fuse.sshfs", "prl_fs");

  MountTable {
    entries = List.copyOf(entries);
  }

  /**
   * One of them.
   *
   * @param point where it is mounted
   * @param type such as {@code ext4}
   * @param options such as {@code noexec}, of the mount and of the file system
   */
  record Entry(Path point, String type, Set<String> options) {
    /** Whether a journal (SQLite in WAL mode) or a Unix socket may fail on it. */
    boolean isUnfit() {
      return UNFIT.contains(type);
    }
  }

  /** That of this process; empty where the system has no such file. */
  static MountTable read(Path mountinfo) {
    try {
      List<Entry> entries = new ArrayList<>();
      for (String line : Files.readAllLines(mountinfo)) {
        entry(line).ifPresent(entries::add);
      }
      return new MountTable(entries);
    } catch (IOException noSuchSystem) {
      return new MountTable(List.of());
    }
  }

  /** What a real path is on: the last mount of the longest point above it. */
  Optional<Entry> of(Path real) {
    Entry found = null;
    for (Entry entry : entries) {
      if (real.startsWith(entry.point())
          && (found == null || entry.point().getNameCount() >= found.point().getNameCount())) {
        found = entry;
      }
    }
    return Optional.ofNullable(found);
  }

  private static Optional<Entry> entry(String line) {
    int dash = line.indexOf(" - ");
    String[] mount = line.split(" ", -1);
    String[] system = dash < 0 ? new String[0] : line.substring(dash + 3).split(" ", -1);
    if (mount.length < 6 || system.length < 3) {
      return Optional.empty();
    }
    String options = mount[5] + "," + system[2];
    return Optional.of(
        new Entry(Path.of(unescaped(mount[4])), system[0], Set.of(distinct(options.split(",")))));
  }

  private static String[] distinct(String[] options) {
    return List.of(options).stream().distinct().toArray(String[]::new);
  }

  private static String unescaped(String field) {
    return field
        .replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\");
  }
}
