package dev.oxydra.runner.isolation.container;

import dev.oxydra.runner.isolation.TierSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a container engine may listen, the likeliest first. */
final class EngineSockets {
  private static final String UNIX = "unix://";

  private EngineSockets() {}

  /** The configured socket alone, or those that Docker and Podman use. */
  static List<Path> of(TierSettings settings) {
    Path configured = settings.container().engine();
    return configured == null ? usual(settings.environment()) : List.of(configured);
  }

  private static List<Path> usual(Map<String, String> environment) {
    List<Path> sockets = new ArrayList<>();
    String named = environment.getOrDefault("DOCKER_HOST", "");
    if (named.startsWith(UNIX + "/")) {
      sockets.add(Path.of(named.substring(UNIX.length())));
    }
    sockets.add(Path.of("/var/run/docker.sock"));
    addOwn(sockets, environment.get("XDG_RUNTIME_DIR"));
    sockets.add(Path.of("/run/podman/podman.sock"));
    return sockets.stream().distinct().toList();
  }

  /** Those of engines that run as the user. */
  private static void addOwn(List<Path> sockets, @Nullable String runtimeFolder) {
    if (runtimeFolder != null && runtimeFolder.startsWith("/")) {
      sockets.add(Path.of(runtimeFolder, "docker.sock"));
      sockets.add(Path.of(runtimeFolder, "podman/podman.sock"));
    }
  }
}
