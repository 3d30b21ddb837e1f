package dev.oxydra.runner.isolation.container;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.BuildResponseItem;
import com.github.dockerjava.api.model.ResponseItem;
import dev.oxydra.runner.isolation.IsolationException;
import dev.oxydra.runner.isolation.IsolationException.Kind;
import dev.oxydra.runner.isolation.TierSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Has an engine build images.
 *
 * @param content names the distribution
 */
record ImageBuild(Engine engine, TierSettings settings, String content) {
  /** What engines mark a step's errors with. */
  private static final Pattern COLOUR = Pattern.compile("\u001B\\[[0-9;]*m");

  void run(ImageRole role, String name, String base, Consumer<String> progress)
      throws InterruptedException {
    boolean baseIsThere = isThere(base);
    Progress said = new Progress(progress);
    try {
      Path archive = Files.createTempFile("oxydra-image", ".tar");
      try {
        new BuildContext(new ImageContent(settings.distribution()), role).write(archive);
        build(archive, role, name, base, said);
      } finally {
        Files.delete(archive);
      }
    } catch (IOException | RuntimeException e) {
      throw failed(name, Engine.said(e), base, baseIsThere, e);
    }
    if (said.error != null) {
      throw failed(name, said.error, base, baseIsThere, null);
    }
  }

  private void build(Path archive, ImageRole role, String name, String base, Progress progress)
      throws IOException, InterruptedException {
    try (DockerClient client = engine.open();
        InputStream context = Files.newInputStream(archive)) {
      client
          .buildImageCmd(context)
          .withTags(Set.of(name))
          .withBuildArg("BASE", base)
          .withBuildArg("CONTENT", content)
          .withLabels(Labels.of(role, settings.version()))
          .withNetworkMode("none")
          .withRemove(true)
          .withForcerm(true)
          .exec(progress)
          .awaitCompletion();
    }
  }

  private boolean isThere(String base) {
    return engine.ask(
        "show the image " + base,
        client -> {
          try {
            client.inspectImageCmd(base).exec();
            return true;
          } catch (NotFoundException e) {
            return false;
          }
        });
  }

  private IsolationException failed(
      String name, String why, String base, boolean baseIsThere, @Nullable Throwable cause) {
    String hint =
        baseIsThere
            ? ""
            : """

            The engine had no image %s and has to fetch it from a registry. Where it can't, make a base of your own:
              %s --import debian-root:bookworm
              runner images build --base debian-root:bookworm\
            """
                .formatted(base, settings.distribution().resolve("images/debian-root"));
    String message = "The image %s could not be built: %s%s".formatted(name, why.strip(), hint);
    return cause == null
        ? new IsolationException(Kind.UNAVAILABLE, message)
        : new IsolationException(Kind.UNAVAILABLE, message, cause);
  }

  /** What the engine says while it builds. */
  private static final class Progress extends ResultCallback.Adapter<BuildResponseItem> {
    private final Consumer<String> lines;
    private volatile @Nullable String error;

    Progress(Consumer<String> lines) {
      this.lines = lines;
    }

    @Override
    public void onNext(BuildResponseItem item) {
      ResponseItem.ErrorDetail detail = item.getErrorDetail();
      if (detail != null && detail.getMessage() != null) {
        error = detail.getMessage();
      }
      if (item.getStream() != null) {
        COLOUR
            .matcher(item.getStream())
            .replaceAll("")
            .lines()
            .filter(line -> !line.isBlank())
            .forEach(lines);
      } else if (item.getStatus() != null && item.getProgressDetail() == null) {
        lines.accept(item.getStatus());
      }
    }
  }
}
