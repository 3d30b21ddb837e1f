package dev.oxydra.runner.isolation.container;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.ContainerConfig;
import dev.oxydra.runner.isolation.IsolationException;
import dev.oxydra.runner.isolation.IsolationTier;
import dev.oxydra.runner.isolation.LaunchSpec;
import dev.oxydra.runner.isolation.Launched;
import dev.oxydra.runner.isolation.Mount;
import dev.oxydra.runner.isolation.ResourceLimits;
import dev.oxydra.runner.isolation.TierSettings;
import dev.oxydra.runner.isolation.Trace;
import dev.oxydra.types.StartupStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The tier {@code container}: a container of Docker or Podman for each program. */
public final class ContainerTier implements IsolationTier {
  static final String NAME = "container";

  private final TierSettings settings;
  private final Engine engine;

  private ContainerTier(TierSettings settings, Engine engine) {
    this.settings = settings;
    this.engine = engine;
  }

  /**
   * The tier, with the engine that answers now.
   *
   * @throws dev.oxydra.runner.isolation.IsolationException when none does
   */
  public static IsolationTier of(TierSettings settings) {
    return new ContainerTier(settings, Engine.find(settings));
  }

  /** What keeps guests from running in containers, and what to do; empty when nothing does. */
  public static Optional<String> problem(TierSettings settings) {
    try {
      ContainerImages images = ContainerImages.of(settings);
      for (ImageRole role : ImageRole.values()) {
        images.check(role);
      }
      return Optional.empty();
    } catch (IsolationException e) {
      return Optional.ofNullable(e.getMessage());
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<StartupStatus.Reason> degradedReasons() {
    return List.of();
  }

  @Override
  public boolean allowsShell() {
    return true;
  }

  @Override
  public String pathOf(Mount mount) {
    return mount.inside();
  }

  @Override
  public Launched launch(LaunchSpec spec) {
    ContainerPlan plan = ContainerPlan.of(spec, settings, engine);
    String image = ContainerImages.of(settings, engine).check(ImageRole.of(spec.name().role()));
    return new ContainerStart(engine, spec).run(image, plan);
  }

  @Override
  public Optional<Launched> adopt(Trace trace, ResourceLimits limits) {
    return engine
        .ask(
            "show the container " + trace.name(),
            client -> {
              try {
                return Optional.of(client.inspectContainerCmd(trace.name()).exec());
              } catch (NotFoundException e) {
                return Optional.<InspectContainerResponse>empty();
              }
            })
        .filter(ContainerTier::isOurs)
        .<Launched>map(container -> RunningContainer.of(engine, container, limits.memoryBytes()))
        .filter(launched -> launched.isAlive() && launched.trace().equals(trace));
  }

  private static boolean isOurs(InspectContainerResponse container) {
    ContainerConfig config = container.getConfig();
    Map<String, String> labels = config.getLabels();
    return labels != null && labels.containsKey(Labels.INSTALLATION);
  }

  @Override
  public void removeLeftovers(String installation, Path notes, List<Trace> kept) {
    Set<String> names = kept.stream().map(Trace::name).collect(Collectors.toSet());
    engine.ask(
        "remove the containers of guests that are gone",
        client -> {
          client
              .listContainersCmd()
              .withShowAll(true)
              .withLabelFilter(Map.of(Labels.INSTALLATION, installation))
              .exec()
              .stream()
              .map(container -> container.getId())
              .filter(id -> !names.contains(id))
              .forEach(id -> ContainerStart.remove(client, id));
          return true;
        });
  }
}
