package dev.oxydra.runner.isolation;

import dev.oxydra.runner.config.RunnerConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * What tiers need to know of the host and of the configuration.
 *
 * @param distribution the folder that the product is installed in
 * @param searchPath the {@code PATH} that the tiers' tools are looked for in
 * @param container how the tier {@code container} is set up
 * @param microVm how the tier {@code micro_vm} is set up
 * @param version which Oxydra it is
 * @param environment variables of the host that say where engines are
 */
public record TierSettings(
    Path distribution,
    String searchPath,
    RunnerConfig.Container container,
    RunnerConfig.MicroVm microVm,
    String version,
    Map<String, String> environment) {
  public TierSettings {
    Objects.requireNonNull(distribution, "distribution");
    Objects.requireNonNull(searchPath, "searchPath");
    Objects.requireNonNull(container, "container");
    Objects.requireNonNull(microVm, "microVm");
    Objects.requireNonNull(version, "version");
    environment = Map.copyOf(environment);
  }
}
