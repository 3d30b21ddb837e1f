package dev.oxydra.runner.isolation;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Programs of the host. */
final class Programs {
  private Programs() {}

  /** The first executable file of that name in the folders of a {@code PATH}. */
  static Optional<Path> find(String name, String searchPath) {
    return Arrays.stream(searchPath.split(File.pathSeparator))
        .filter(folder -> folder.startsWith("/"))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
