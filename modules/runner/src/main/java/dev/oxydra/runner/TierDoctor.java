package dev.oxydra.runner;

import static dev.oxydra.runner.doctor.Finding.broken;
import static dev.oxydra.runner.doctor.Finding.ok;
import static dev.oxydra.runner.doctor.Finding.warning;

import dev.oxydra.runner.config.LoadedConfig;
import dev.oxydra.runner.config.Tier;
import dev.oxydra.runner.doctor.Finding;
import dev.oxydra.runner.isolation.BuiltInTiers;
import dev.oxydra.runner.isolation.TierSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Which tiers work here. Only the absence of the one that is configured is bad. */
final class TierDoctor {
  private TierDoctor() {}

  static List<Finding> findings(Invocation invocation, LoadedConfig config) {
    TierSettings settings = Configuration.tiers(config, invocation.host());
    return Arrays.stream(Tier.values()).map(tier -> finding(tier, config, settings)).toList();
  }

  private static Finding finding(Tier tier, LoadedConfig config, TierSettings settings) {
    String what = what(tier);
    Optional<String> problem = problem(tier, settings);
    if (problem.isEmpty()) {
      return ok(what, "makes sandboxes");
    }
    if (tier != config.tier()) {
      return ok(what, "not set up, needed only for the tier " + tier.key() + ": " + problem.get());
    }
    return tier == Tier.PROCESS && config.insecure()
        ? warning(what, problem.get() + " Agents run WITHOUT ISOLATION.")
        : broken(what, problem.get());
  }

  /** What keeps a tier from working here and what to do, tried for real; empty when it works. */
  static Optional<String> problem(Tier tier, TierSettings settings) {
    return switch (tier) {
      case PROCESS -> BuiltInTiers.bubblewrapProblem(settings.searchPath());
      case CONTAINER -> BuiltInTiers.containerProblem(settings);
      case MICRO_VM -> BuiltInTiers.microVmProblem(settings);
    };
  }

  static boolean isVirtual(LoadedConfig config) {
    return config.tier() == Tier.MICRO_VM;
  }

  private static String what(Tier tier) {
    return tier == Tier.PROCESS ? "bubblewrap" : tier.key();
  }
}
