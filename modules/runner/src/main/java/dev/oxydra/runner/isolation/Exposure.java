package dev.oxydra.runner.isolation;

import dev.oxydra.runner.isolation.IsolationException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Which folders of the host every sandbox shows, and the check that nobody's own files are in them.
 */
public final class Exposure {
  /** What programs of the system need; a symbolic link here is one in the sandbox too. */
  static final List<Path> SYSTEM =
      List.of(
          Path.of("/usr"),
          Path.of("/bin"),
          Path.of("/sbin"),
          Path.of("/lib"),
          Path.of("/lib32"),
          Path.of("/lib64"),
          Path.of("/libx32"));

  private Exposure() {}

  /**
   * Refuses folders that other guests could read, or from which a guest could change the programs
   * that it is made of.
   *
   * @param own folders of a user or of the configuration; they need not exist yet
   * @param programs folders that sandboxes show read-only
   * @throws IsolationException when one of {@code own} lies in a folder that sandboxes show, or
   *     holds one of {@code programs}
   */
  public static void check(List<Path> own, List<Path> programs) {
    for (Path folder : own) {
      Path real = real(folder);
      for (Path shown : SYSTEM) {
        refuseWithin(folder, real, real(shown));
      }
      for (Path program : programs) {
        Path shown = real(program);
        refuseWithin(folder, real, shown);
        if (shown.startsWith(real)) {
          throw new IsolationException(
              Kind.UNSAFE_MOUNT,
              "The folder %s holds %s, which agents run from: an agent could change it. Choose another folder."
                  .formatted(folder, program));
        }
      }
    }
  }

  private static void refuseWithin(Path folder, Path real, Path shown) {
    if (real.startsWith(shown)) {
      throw new IsolationException(
          Kind.UNSAFE_MOUNT,
          "The folder %s lies in %s, which every agent can read. Choose another folder: --dir for the configuration, workspace_root in runner.conf for workspaces."
              .formatted(folder, shown));
    }
  }

  /** Without links, as far as the path exists. */
  private static Path real(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    for (Path there = absolute; there != null; there = there.getParent()) {
      if (Files.exists(there)) {
        try {
          return there.toRealPath().resolve(there.relativize(absolute)).normalize();
        } catch (IOException e) {
          throw new IsolationException(
              Kind.UNSAFE_MOUNT, "It can't be told where " + there + " leads to.", e);
        }
      }
    }
    return absolute;
  }
}
