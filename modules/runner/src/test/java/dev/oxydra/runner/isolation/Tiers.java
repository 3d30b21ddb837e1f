package dev.oxydra.runner.isolation;

import dev.oxydra.runner.config.RunnerConfig;
import java.nio.file.Path;
import java.util.Map;

/** Settings of tiers for tests. */
public final class Tiers {
  private Tiers() {}

  public static TierSettings settings(Path distribution, String searchPath) {
    return new TierSettings(
        distribution,
        searchPath,
        new RunnerConfig.Container(null, "oxydra-guest", "oxydra-shell"),
        new RunnerConfig.MicroVm(
            distribution.resolveSibling("micro_vm"), RunnerConfig.Acceleration.AUTO),
        "1.0",
        Map.of());
  }
}
