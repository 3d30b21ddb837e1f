package dev.oxydra.runner.isolation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.oxydra.runner.config.Tier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Programs of the system in a tier, with one folder that they may write to. */
final class TierFixture implements AutoCloseable {
  static final long MEBI = 1L << 20;
  static final ResourceLimits LIMITS = new ResourceLimits(256 * MEBI, 200, 64, 16 * MEBI);
  static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Where a sandbox shows {@link #shared}. */
  static final String SHARED = "/shared";

  final Path folder = Files.createTempDirectory("ox");
  final Path shared = Files.createDirectories(folder.resolve("shared"));
  final Path program = Files.createDirectories(folder.resolve("program"));
  private final List<Launched> launched = new ArrayList<>();
  private final IsolationTier tier;

  private TierFixture(String searchPath, boolean insecure) throws IOException {
    Files.createDirectories(folder.resolve("notes"));
    tier = BuiltInTiers.choose(Tier.PROCESS, insecure, Tiers.settings(program, searchPath));
  }

  static TierFixture sandboxed() throws IOException {
    return new TierFixture("/usr/bin:/bin", false);
  }

  static TierFixture unsandboxed() throws IOException {
    return new TierFixture("/nowhere", true);
  }

  /** As a later daemon has it. */
  IsolationTier another() {
    return BuiltInTiers.choose(
        Tier.PROCESS, !tier.allowsShell(), Tiers.settings(program, tier.allowsShell() ? "/usr/bin" : "/"));
  }

  IsolationTier tier() {
    return tier;
  }

  Launched launch(ResourceLimits limits, boolean init, String... command) {
    String role = "role" + launched.size();
    Launched started =
        tier.launch(
            new LaunchSpec(
                new ProgramName("0123456789ab", "test", role),
                List.of(command),
                List.of(program),
                List.of(Mount.readWrite(shared, SHARED)),
                List.of(),
                limits,
                Map.of("PATH", "/usr/bin:/bin"),
                "input".getBytes(StandardCharsets.UTF_8),
                folder.resolve(role + ".log"),
                null,
                folder.resolve("notes/" + role),
                init));
    launched.add(started);
    return started;
  }

  Launched shell(ResourceLimits limits, String script) {
    return launch(limits, false, "/bin/sh", "-c", script);
  }

  /** Runs a program to its end, which must be a good one. */
  String output(String... command) throws IOException, InterruptedException {
    Launched started = launch(LIMITS, false, command);
    End end = started.waitFor();
    String said = log(launched.size() - 1);
    assertEquals(End.of(0), end, said);
    return said;
  }

  /** What the program said that was launched as the {@code number}-th, from 0 on. */
  String log(int number) throws IOException {
    return Files.readString(folder.resolve("role" + number + ".log"));
  }

  /** A program made of a source beside this class. */
  Path compiled(String source) throws IOException, InterruptedException {
    Path file = folder.resolve(source);
    Files.write(file, TierFixture.class.getResourceAsStream(source).readAllBytes());
    Path made = program.resolve(source.replace(".c", ""));
    Process compiler =
        new ProcessBuilder("cc", "-o", made.toString(), file.toString()).inheritIO().start();
    compiler.getOutputStream().close();
    assertEquals(0, compiler.waitFor());
    return made;
  }

  static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  @Override
  public void close() throws IOException {
    launched.forEach(program -> program.stop(Duration.ZERO));
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
