package dev.oxydra.runner.isolation;

import dev.oxydra.runner.config.RunnerConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Programs in machines, whose root image holds a few programs of this host and no distribution. */
final class MicroVmFixture implements AutoCloseable {
  static final long MEBI = 1L << 20;
  static final ResourceLimits LIMITS = new ResourceLimits(192 * MEBI, 100, 64, 16 * MEBI);

  /** A translated machine takes seconds where nothing else runs. */
  static final Duration PATIENCE = Duration.ofSeconds(150);

  private static final List<String> PROGRAMS =
      List.of("/bin/sh", "/usr/bin/socat", "/usr/bin/setpriv", "/usr/bin/env");

  private static final Path ROOT = Path.of(System.getProperty("oxydra.root", "../.."));
  private static final Pattern LIBRARY = Pattern.compile("(/\\S+) \\(0x");

  final Path folder = Files.createTempDirectory("ox");
  final Path shared = Files.createDirectories(folder.resolve("shared"));
  final Path sockets = Files.createDirectories(folder.resolve("ipc"));
  final IsolationTier tier;
  private final List<Launched> launched = new ArrayList<>();

  MicroVmFixture() throws Exception {
    Files.createDirectories(folder.resolve("notes"));
    tier = MicroVmTier.of(settings(images(), RunnerConfig.Acceleration.TCG));
  }

  static TierSettings settings(Path images, RunnerConfig.Acceleration acceleration) {
    return new TierSettings(
        ROOT.toAbsolutePath().normalize(),
        "/usr/bin:/bin",
        new RunnerConfig.Container(null, "oxydra-guest", "oxydra-shell"),
        new RunnerConfig.MicroVm(images, acceleration),
        "test",
        Map.of());
  }

  /** Made when they are not there or of another version; that takes a while. */
  static synchronized Path images() throws Exception {
    Path images = ROOT.toAbsolutePath().normalize().resolve("target/micro-vm-test");
    TierSettings settings = settings(images, RunnerConfig.Acceleration.TCG);
    if (MicroVmImages.problem(images, settings.distribution()).isPresent()) {
      Path root = Files.createTempDirectory("ox-root");
      try {
        fill(root);
        StringBuilder said = new StringBuilder();
        MicroVmImages.build(
            images, settings.distribution(), root, line -> said.append(line).append('\n'));
      } finally {
        delete(root);
      }
    }
    return images;
  }

  /** With the libraries that they need; busybox does for all other commands. */
  private static void fill(Path root) throws Exception {
    for (String program : PROGRAMS) {
      copy(root, Path.of(program));
      Process ldd = new ProcessBuilder("ldd", program).start();
      ldd.getOutputStream().close();
      Matcher library =
          LIBRARY.matcher(new String(ldd.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
      while (library.find()) {
        copy(root, Path.of(library.group(1)));
      }
    }
    copy(root, Path.of("/bin/busybox"));
    for (String command : List.of("cat", "id", "head", "sleep", "ls", "wget", "nc", "tail", "sync", "date", "ip")) {
      Files.createSymbolicLink(root.resolve("bin/" + command), Path.of("busybox"));
    }
  }

  private static void copy(Path root, Path file) throws IOException {
    Path target = root.resolve(file.toString().substring(1));
    Files.createDirectories(Objects.requireNonNull(target.getParent()));
    Files.copy(
        file.toRealPath(),
        target,
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.COPY_ATTRIBUTES);
  }

  LaunchSpec spec(String role, List<SocketLink> links, @Nullable Path output, String script) {
    return new LaunchSpec(
        new ProgramName("0123456789ab", "test", role),
        List.of("/bin/sh", "-c", script),
        List.of(),
        List.of(Mount.readWrite(shared, "/shared"), Mount.readOnly(folder, "/vault")),
        links,
        LIMITS,
        Map.of("PATH", "/usr/bin:/bin", "GREETING", "it's a machine"),
        "some input".getBytes(StandardCharsets.UTF_8),
        folder.resolve(role + ".log"),
        output,
        folder.resolve("notes/" + role),
        false);
  }

  Launched launch(LaunchSpec spec) {
    Launched started = tier.launch(spec);
    launched.add(started);
    return started;
  }

  String log(String role) throws IOException {
    return Files.readString(folder.resolve(role + ".log"), StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    launched.forEach(program -> program.stop(Duration.ZERO));
    delete(folder);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
          Files.delete(path);
        }
      }
    }
  }
}
