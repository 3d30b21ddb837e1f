package dev.oxydra.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The root file system of a small Debian, as the script of the distribution makes it from packages.
 *
 * @param archive a tar file
 */
record DebianRoot(Path archive) implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  static DebianRoot make() throws IOException {
    Path archive = Files.createTempFile(Path.of("/var/tmp"), "oxr", ".tar");
    String script = Distribution.built().home().resolve("images/debian-root").toString();
    // The shell daemon of a microVM needs more than a container's.
    Distribution.ok(
        Map.of(), List.of(script, "--include", "socat", "--output", archive.toString()), PATIENCE);
    return new DebianRoot(archive);
  }

  @Override
  public void close() throws IOException {
    Files.delete(archive);
  }
}
