package dev.oxydra.runner.isolation.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.runner.config.RunnerConfig;
import dev.oxydra.runner.isolation.IsolationException;
import dev.oxydra.runner.isolation.TierSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineTest {
  @TempDir private Path folder;

  private TierSettings settings(@Nullable Path engine, Map<String, String> environment) {
    return new TierSettings(
        folder,
        "/usr/bin:/bin",
        new RunnerConfig.Container(engine, "oxydra-guest", "oxydra-shell"),
        new RunnerConfig.MicroVm(folder, RunnerConfig.Acceleration.AUTO),
        "1.0",
        environment);
  }

  @Test
  void looksWhereEnginesUsuallyListen() {
    Map<String, String> environment =
        Map.of("DOCKER_HOST", "unix:///x/sock", "XDG_RUNTIME_DIR", "/run/user/5");
    assertEquals(
        List.of(
            Path.of("/x/sock"),
            Path.of("/var/run/docker.sock"),
            Path.of("/run/user/5/docker.sock"),
            Path.of("/run/user/5/podman/podman.sock"),
            Path.of("/run/podman/podman.sock")),
        EngineSockets.of(settings(null, environment)));
  }

  @Test
  void anAddressOfTheNetworkIsNoSocket() {
    assertEquals(
        List.of(Path.of("/var/run/docker.sock"), Path.of("/run/podman/podman.sock")),
        EngineSockets.of(settings(null, Map.of("DOCKER_HOST", "tcp://10.0.0.1:2375"))));
  }

  @Test
  void whereNoneAnswersItSaysWhatWasTried() throws Exception {
    Path nobody = Files.createFile(folder.resolve("sock"));
    for (Path socket : List.of(folder.resolve("nothing"), nobody)) {
      String said =
          assertThrows(IsolationException.class, () -> Engine.find(settings(socket, Map.of())))
              .getMessage();
      assertTrue(said.contains("Tried " + socket + " ("), said);
      assertTrue(said.contains("container.engine in runner.conf"), said);
    }
  }
}
