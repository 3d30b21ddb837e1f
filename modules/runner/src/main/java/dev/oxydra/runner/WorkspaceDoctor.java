package dev.oxydra.runner;

import static dev.oxydra.runner.Finding.broken;
import static dev.oxydra.runner.Finding.ok;
import static dev.oxydra.runner.Finding.tried;
import static dev.oxydra.runner.Finding.warning;

import dev.oxydra.runner.isolation.Exposure;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Whether a user's folders can be what an agent needs, tried for real. */
final class WorkspaceDoctor {
  private static final long LITTLE_SPACE = 1L << 30;
  private static final long TOO_LITTLE_SPACE = 100L << 20;

  private WorkspaceDoctor() {}

  /**
   * @param programs what agents run from
   */
  static List<Finding> findings(Workspace workspace, DaemonFiles files, List<Path> programs) {
    return List.of(
        tried(
            "workspace",
            () -> {
              Exposure.check(List.of(workspace.root(), files.config()), programs);
              workspace.create();
              return written(workspace.internal());
            }),
        tried(
            "socket paths",
            () -> {
              workspace.check();
              files.check();
              return ok("socket paths", "are short enough");
            }),
        space(workspace.root()));
  }

  private static Finding written(Path folder) {
    try {
      Path file = Files.createTempFile(folder, "doctor", null);
      Files.writeString(file, "written by runner doctor");
      Files.delete(file);
      return ok("workspace", folder.getParent() + " can be written to");
    } catch (IOException e) {
      return broken("workspace", "Can't write to " + folder + ": " + e.getMessage());
    }
  }

  private static Finding space(Path folder) {
    try {
      FileStore store = Files.getFileStore(Files.exists(folder) ? folder : Path.of("/"));
      long free = store.getUsableSpace();
      String detail = (free >> 20) + " MiB free at " + folder;
      if (free < TOO_LITTLE_SPACE) {
        return broken("disk space", detail + ". Make room, or set workspace_root elsewhere.");
      }
      return free < LITTLE_SPACE ? warning("disk space", detail) : ok("disk space", detail);
    } catch (IOException e) {
      return broken("disk space", "Can't be told of " + folder + ": " + e.getMessage());
    }
  }
}
