package dev.oxydra.runner.isolation.container;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import dev.oxydra.runner.isolation.IsolationException;
import dev.oxydra.runner.isolation.IsolationException.Kind;
import dev.oxydra.runner.isolation.TierSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A container engine that answers.
 *
 * @param socket where
 * @param user what containers run as for the files that they write to be those of this process's
 *     user, {@code uid:gid}
 * @param userNamespace the mode of user namespaces that this takes; empty for the engine's own
 */
record Engine(Path socket, String user, String userNamespace) {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(60);

  /** How an engine wraps what it has to say. */
  private static final Pattern MESSAGE = Pattern.compile("\"message\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");

  /**
   * The first one that answers.
   *
   * @throws IsolationException when none does, which says where it was looked for
   */
  static Engine find(TierSettings settings) {
    List<String> tried = new ArrayList<>();
    for (Path socket : EngineSockets.of(settings)) {
      Optional<String> problem = problem(socket);
      if (problem.isEmpty()) {
        return of(socket);
      }
      tried.add(socket + " (" + problem.get() + ")");
    }
    throw new IsolationException(
        Kind.UNAVAILABLE,
        """
        No container engine answers. Tried %s. Start Docker or Podman (systemctl start docker, or systemctl --user \
        start podman.socket), be in the group that may use its socket, or set container.engine in runner.conf.\
        """
            .formatted(String.join(", ", tried)));
  }

  private static Optional<String> problem(Path socket) {
    if (!Files.exists(socket)) {
      return Optional.of("not there");
    }
    if (!Files.isWritable(socket)) {
      return Optional.of("permission denied");
    }
    try (DockerClient client = open(socket, CONNECT)) {
      client.pingCmd().exec();
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.of(said(e));
    }
  }

  private static Engine of(Path socket) {
    Info info = new Engine(socket, "", "").ask("tell about itself", client -> client.infoCmd().exec());
    List<String> options = Objects.requireNonNullElse(info.getSecurityOptions(), List.of());
    boolean rootless = options.stream().anyMatch(option -> option.contains("rootless"));
    boolean remapped = options.stream().anyMatch(option -> option.contains("name=userns"));
    String self = self();
    if (rootless) {
      // Podman can keep the user's id inside. For Docker's it is the root there who is the user.
      return isPodman(socket) ? new Engine(socket, self, "keep-id") : new Engine(socket, "0:0", "");
    }
    return new Engine(socket, self, remapped ? "host" : "");
  }

  private static boolean isPodman(Path socket) {
    return Objects.requireNonNullElse(
            new Engine(socket, "", "")
                .ask("tell its version", client -> client.versionCmd().exec())
                .getComponents(),
            List.<com.github.dockerjava.api.model.VersionComponent>of())
        .stream()
        .anyMatch(component -> String.valueOf(component.getName()).contains("Podman"));
  }

  private static String self() {
    try {
      Path process = Path.of("/proc/self");
      return Files.getAttribute(process, "unix:uid") + ":" + Files.getAttribute(process, "unix:gid");
    } catch (IOException e) {
      throw new IsolationException(Kind.UNAVAILABLE, "Containers need Linux with /proc.", e);
    }
  }

  /** A client for a call that may take as long as it wants. */
  DockerClient open() {
    return open(socket, null);
  }

  /**
   * Asks something that has an answer at once.
   *
   * @param what it is asked to do, for a message
   * @throws IsolationException when it refuses or doesn't answer
   */
  <T> T ask(String what, Function<DockerClient, T> question) {
    try (DockerClient client = open(socket, ANSWER)) {
      return question.apply(client);
    } catch (DockerException e) {
      throw new IsolationException(
          Kind.NOT_STARTED,
          "The container engine at %s refused to %s: %s".formatted(socket, what, said(e)),
          e);
    } catch (IsolationException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new IsolationException(
          Kind.UNAVAILABLE,
          "The container engine at %s does not answer (%s), and could not %s. See whether it runs."
              .formatted(socket, said(e), what),
          e);
    }
  }

  private static DockerClient open(Path socket, @Nullable Duration answer) {
    DockerClientConfig config =
        DefaultDockerClientConfig.createDefaultConfigBuilder()
            .withDockerHost("unix://" + socket)
            .withDockerTlsVerify(false)
            .build();
    ZerodepDockerHttpClient.Builder http =
        new ZerodepDockerHttpClient.Builder()
            .dockerHost(config.getDockerHost())
            .connectionTimeout(CONNECT);
    return DockerClientImpl.getInstance(
        config, (answer == null ? http : http.responseTimeout(answer)).build());
  }

  /** What a failure says, without the wrapping. */
  static String said(Throwable failure) {
    Throwable innermost = failure;
    while (innermost.getCause() != null && !(innermost instanceof DockerException)) {
      innermost = innermost.getCause();
    }
    String text = Objects.requireNonNullElse(innermost.getMessage(), innermost.getClass().getSimpleName());
    Matcher wrapped = MESSAGE.matcher(text);
    return wrapped.find() ? wrapped.group(1).replace("\\\"", "\"").replace("\\n", " ") : text;
  }
}
