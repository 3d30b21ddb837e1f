package dev.oxydra.endtoend;

import dev.oxydra.testing.DockerEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The tier {@code container}, with an engine that was started for it and images built by {@code
 * runner images build}, from nothing.
 */
record ContainerTier(DockerEngine engine) implements TierUnderTest {
  private static final String BASE = "debian-root:bookworm";
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  static ContainerTier start(DebianRoot root) throws IOException {
    ContainerTier tier = new ContainerTier(DockerEngine.start());
    try {
      tier.docker("import", root.archive().toString(), BASE);
      Distribution.ok(
          Map.of("DOCKER_HOST", "unix://" + tier.engine.socket()),
          List.of(Distribution.built().bin("runner").toString(), "images", "build", "--base", BASE),
          PATIENCE);
      return tier;
    } catch (IOException | RuntimeException | Error e) {
      tier.close();
      throw e;
    }
  }

  @Override
  public String name() {
    return "container";
  }

  @Override
  public String configuration() {
    return "container.engine = \"%s\"\n".formatted(engine.socket());
  }

  @Override
  public List<String> left(RunnerUnderTest runner) throws IOException {
    String folder = runner.workspace("").toString();
    return docker("ps", "--all", "--no-trunc", "--format", "{{.ID}} {{.Mounts}}")
        .lines()
        .filter(line -> line.contains(folder))
        .toList();
  }

  @Override
  public List<ProcessHandle> processes(RunnerUnderTest runner) throws IOException {
    List<String> command = new ArrayList<>(List.of("inspect", "--format", "{{.State.Pid}}"));
    left(runner).forEach(line -> command.add(line.split(" ", 2)[0]));
    return docker(command.toArray(String[]::new))
        .lines()
        .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
        .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
        .toList();
  }

  @Override
  public Optional<String> group() throws IOException {
    return Optional.of(Files.getAttribute(engine.socket(), "unix:gid").toString());
  }

  @Override
  public List<Path> sockets() {
    return List.of(engine.socket());
  }

  private String docker(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("docker", "--host", "unix://" + engine.socket()));
    command.addAll(Arrays.asList(arguments));
    return Distribution.ok(Map.of(), command, PATIENCE);
  }

  @Override
  public void close() throws IOException {
    engine.close();
  }
}
