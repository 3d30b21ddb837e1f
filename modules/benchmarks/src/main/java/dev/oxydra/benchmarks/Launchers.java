package dev.oxydra.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The launchers of a distribution. */
final class Launchers {
  /** Lets a launcher print its command, one argument a line. */
  private static final Map<String, String> PRINT = Map.of("OXYDRA_PRINT_COMMAND", "1");

  private Launchers() {}

  /** The command that {@code launcher} would run now. */
  static List<String> command(Path launcher) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(launcher.toString());
    builder.environment().putAll(PRINT);
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
        .lines()
        .toList();
  }
}
