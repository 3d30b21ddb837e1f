package dev.oxydra.runner.isolation.container;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.ContainerConfig;
import com.github.dockerjava.api.model.Image;
import dev.oxydra.runner.isolation.IsolationException;
import dev.oxydra.runner.isolation.IsolationException.Kind;
import dev.oxydra.runner.isolation.TierSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The images that containers are made from: built from a distribution, and of use to it alone. */
public final class ContainerImages {
  /** What images are built on where nothing else is said. */
  public static final String BASE = "debian:bookworm-slim";

  private final TierSettings settings;
  private final Engine engine;
  private final String content;

  private ContainerImages(TierSettings settings, Engine engine) {
    this.settings = settings;
    this.engine = engine;
    this.content = new ImageContent(settings.distribution()).hash();
  }

  /**
   * The images of an engine.
   *
   * @throws IsolationException when no engine answers, or the distribution is not complete
   */
  public static ContainerImages of(TierSettings settings) {
    return of(settings, Engine.find(settings));
  }

  static ContainerImages of(TierSettings settings, Engine engine) {
    return new ContainerImages(settings, engine);
  }

  /**
   * An image of ours, of whichever distribution.
   *
   * @param name with its tag; its id where another image has taken that
   * @param version which Oxydra is in it
   * @param content names the distribution that it was made from
   * @param matches whether that is this one
   * @param bytes its size with all that it is built on
   */
  public record Listed(
      String id,
      String name,
      String version,
      String content,
      boolean matches,
      long bytes,
      Instant created) {
    public Listed {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(version, "version");
      Objects.requireNonNull(content, "content");
      Objects.requireNonNull(created, "created");
    }
  }

  /**
   * Builds the images of guests and of shell daemons, in the place of those of this version that
   * are there.
   *
   * @param base the image that they are built on
   * @param progress is told what the engine says, a line at a time
   * @return their names
   * @throws IsolationException when it can't be
   */
  public List<String> build(String base, Consumer<String> progress) throws InterruptedException {
    List<String> built = new ArrayList<>();
    for (ImageRole role : ImageRole.values()) {
      String name = name(role);
      progress.accept("Building " + name + " on " + base);
      new ImageBuild(engine, settings, content).run(role, name, base, progress);
      check(role);
      built.add(name);
    }
    return built;
  }

  /** All images of ours, the newest first. */
  public List<Listed> list() {
    return engine.ask("list images", this::list);
  }

  private List<Listed> list(DockerClient client) {
    return client.listImagesCmd().withLabelFilter(Labels.IMAGE).exec().stream()
        .flatMap(image ->
            names(image)
                .map(name -> listed(image, name)))
        .sorted((a, b) -> b.created().compareTo(a.created()))
        .toList();
  }

  private static Stream<String> names(Image image) {
    String[] tags = Objects.requireNonNullElse(image.getRepoTags(), new String[0]);
    List<String> names =
        Arrays.stream(tags).filter(tag -> !tag.contains("<none>")).toList();
    return names.isEmpty() ? Stream.of(shortId(image.getId())) : names.stream();
  }

  private static String shortId(String id) {
    String digits = id.substring(id.indexOf(':') + 1);
    return digits.substring(0, Math.min(12, digits.length()));
  }

  private Listed listed(Image image, String name) {
    Map<String, String> labels = Objects.requireNonNullElse(image.getLabels(), Map.of());
    return new Listed(
        image.getId(),
        name,
        labels.getOrDefault(Labels.VERSION, "?"),
        labels.getOrDefault(Labels.CONTENT, "?"),
        matches(labels),
        Objects.requireNonNullElse(image.getSize(), 0L),
        Instant.ofEpochSecond(Objects.requireNonNullElse(image.getCreated(), 0L)));
  }

  /**
   * Removes the images of ours that this distribution can't use and no container does.
   *
   * @return those that were removed
   */
  public List<Listed> prune() {
    return engine.ask(
        "remove images",
        client -> {
          Set<String> used =
              client.listContainersCmd().withShowAll(true).exec().stream()
                  .map(container -> String.valueOf(container.getImageId()))
                  .collect(Collectors.toSet());
          List<Listed> stale =
              list(client).stream()
                  .filter(image -> !image.matches() && !used.contains(image.id()))
                  .toList();
          stale.forEach(image -> remove(client, image));
          return stale;
        });
  }

  private static void remove(DockerClient client, Listed image) {
    String reference = image.name().contains(":") ? image.name() : image.id();
    try {
      client.removeImageCmd(reference).exec();
    } catch (NotFoundException gone) {
      return; // Someone else was faster.
    }
  }

  /**
   * The image of a role, if it is the one that this distribution needs.
   *
   * @return its id
   * @throws IsolationException when it is missing or another's, which says what to do
   */
  String check(ImageRole role) {
    String name = name(role);
    InspectImageResponse image =
        find(name)
            .orElseThrow(() ->
                new IsolationException(
                    Kind.UNAVAILABLE,
                    "The container engine has no image %s. Build it: runner images build."
                        .formatted(name)));
    if (!matches(labels(image))) {
      throw new IsolationException(
          Kind.UNAVAILABLE,
          "The image %s was built from another distribution than the one in %s. Build it again: runner images build."
              .formatted(name, settings.distribution()));
    }
    return Objects.requireNonNull(image.getId(), "id");
  }

  private Optional<InspectImageResponse> find(String name) {
    return engine.ask(
        "show the image " + name,
        client -> {
          try {
            return Optional.of(client.inspectImageCmd(name).exec());
          } catch (NotFoundException e) {
            return Optional.empty();
          }
        });
  }

  private boolean matches(Map<String, String> labels) {
    return settings.version().equals(labels.get(Labels.VERSION))
        && content.equals(labels.get(Labels.CONTENT));
  }

  private static Map<String, String> labels(InspectImageResponse image) {
    ContainerConfig config = image.getConfig();
    return config == null ? Map.of() : Objects.requireNonNullElse(config.getLabels(), Map.of());
  }

  private String name(ImageRole role) {
    return role.repository(settings.container()) + ":" + settings.version();
  }
}
