package dev.oxydra.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The built distribution and its programs, run as processes. */
record Distribution(Path home) {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  /** How a process ended: its exit code, and its standard output and error together. */
  record Ended(int exit, String output) {}

  /** The one that the build has just put together. */
  static Distribution built() {
    return new Distribution(Path.of(System.getProperty("oxydra.root"), "target", "oxydra"));
  }

  Path bin(String program) {
    return home.resolve("bin").resolve(program);
  }

  /** A copy of it that a test may change; the caches stay valid in it. */
  Distribution copyTo(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.toList()) {
        Files.copy(
            file,
            folder.resolve(home.relativize(file).toString()),
            LinkOption.NOFOLLOW_LINKS,
            StandardCopyOption.COPY_ATTRIBUTES,
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return new Distribution(folder);
  }

  /** Runs {@code program} to its end. */
  Ended run(Map<String, String> environment, String program, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(bin(program).toString()));
    command.addAll(Arrays.asList(arguments));
    return run(environment, command);
  }

  /**
   * Runs any command to its end, with its output in a file, so that what it leaves running doesn't
   * hold us.
   */
  static Ended run(Map<String, String> environment, List<String> command) throws IOException {
    return run(environment, command, PATIENCE);
  }

  /**
   * The same for what takes longer, and has to end well.
   *
   * @return its output
   */
  static String ok(Map<String, String> environment, List<String> command, Duration patience)
      throws IOException {
    Ended ended = run(environment, command, patience);
    assertEquals(0, ended.exit(), ended.output());
    return ended.output();
  }

  private static Ended run(Map<String, String> environment, List<String> command, Duration patience)
      throws IOException {
    Path output = Files.createTempFile("oxe", ".out");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.onExit().completeOnTimeout(process, patience.toSeconds(), TimeUnit.SECONDS).join();
      if (process.isAlive()) {
        process.destroyForcibly().onExit().join();
        throw new AssertionError(
            command + " did not end within " + patience + ": " + Files.readString(output));
      }
      return new Ended(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    } finally {
      Files.delete(output);
    }
  }
}
