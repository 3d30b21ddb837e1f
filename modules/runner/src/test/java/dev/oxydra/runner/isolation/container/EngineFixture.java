package dev.oxydra.runner.isolation.container;

import dev.oxydra.runner.config.RunnerConfig;
import dev.oxydra.runner.isolation.LaunchSpec;
import dev.oxydra.runner.isolation.Mount;
import dev.oxydra.runner.isolation.ProgramName;
import dev.oxydra.runner.isolation.ResourceLimits;
import dev.oxydra.runner.isolation.TierSettings;
import dev.oxydra.testing.DockerEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A distribution whose Java is a shell, and images made of it on busybox. */
record EngineFixture(DockerEngine engine, Path folder) {
  static final String BASE = "busybox";
  static final String INSTALLATION = "0123456789ab";

  /** What stands for Java: a shell, but for the question that a build asks. */
  private static final String JAVA =
      "#!/bin/sh\n[ \"$1\" = -version ] && exit 0\nexec /bin/sh \"$@\"\n";

  static EngineFixture of(DockerEngine engine, Path folder) throws IOException {
    EngineFixture fixture = new EngineFixture(engine, folder);
    fixture.makeDistribution();
    return fixture;
  }

  private void makeDistribution() throws IOException {
    for (String name : List.of("runtime/bin", "lib/native", "aot", "docker")) {
      Files.createDirectories(distribution().resolve(name));
    }
    Path java = Files.writeString(distribution().resolve("runtime/bin/java"), JAVA);
    if (!java.toFile().setExecutable(true, false)) {
      throw new IOException("Can't make executable: " + java);
    }
    Files.createSymbolicLink(distribution().resolve("runtime/link"), Path.of("bin/java"));
    for (ImageRole role : ImageRole.values()) {
      String jar = role.program() + ".jar";
      Files.writeString(distribution().resolve("lib").resolve(jar), role.program());
      Files.writeString(
          distribution().resolve("lib").resolve(role.program() + ".classpath"), jar + "\n");
      Files.writeString(distribution().resolve("aot").resolve(role.program() + "-1.aot"), "cache");
    }
    Files.copy(
        Path.of(System.getProperty("oxydra.root"), "docker/Dockerfile"),
        distribution().resolve("docker/Dockerfile"));
  }

  Path distribution() {
    return folder.resolve("distribution");
  }

  TierSettings settings() {
    return settings("1.0");
  }

  TierSettings settings(String version) {
    return new TierSettings(
        distribution(),
        "/usr/bin:/bin",
        new RunnerConfig.Container(engine.socket(), "oxydra-guest", "oxydra-shell"),
        new RunnerConfig.MicroVm(folder, RunnerConfig.Acceleration.AUTO),
        version,
        Map.of());
  }

  Path log() {
    return folder.resolve("log");
  }

  /** A program of the role {@code guest} that runs a script, with a folder at {@code /shared}. */
  LaunchSpec spec(String script) throws IOException {
    return spec("guest", script, 64, "", null);
  }

  LaunchSpec spec(String role, String script, int megabytes, String input, @Nullable Path output)
      throws IOException {
    Path shared = Files.createDirectories(folder.resolve("shared"));
    Path own = Files.createDirectories(shared.resolve("own"));
    List<String> command = new ArrayList<>();
    command.add(distribution().resolve("runtime/bin/java").toString());
    command.addAll(List.of("-c", script, "sh", distribution() + "/lib/guest.jar:" + folder));
    return new LaunchSpec(
        new ProgramName(INSTALLATION, "alice", role),
        command,
        List.of(distribution()),
        List.of(Mount.readOnly(own, "/shared/own"), Mount.readWrite(shared, "/shared")),
        List.of(),
        new ResourceLimits((long) megabytes << 20, 150, 40, 1 << 20),
        Map.of("PATH", "/bin", "COLOUR", "a b"),
        input.getBytes(StandardCharsets.UTF_8),
        log(),
        output,
        folder.resolve("status"),
        role.equals("shell"));
  }
}
