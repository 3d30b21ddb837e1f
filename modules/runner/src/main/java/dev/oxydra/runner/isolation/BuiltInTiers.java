package dev.oxydra.runner.isolation;

import dev.oxydra.runner.config.Tier;
import dev.oxydra.runner.isolation.IsolationException.Kind;
import dev.oxydra.runner.isolation.container.ContainerTier;
import java.nio.file.Path;
import java.util.Optional;

/** The tiers that there are. */
public final class BuiltInTiers {
  private BuiltInTiers() {}

  /**
   * The tier that a guest runs in.
   *
   * @param configured the name in the configuration
   * @param insecure whether to do without isolation where its tools are missing
   * @throws IsolationException when the tier is not known or can't work here
   */
  public static IsolationTier choose(Tier configured, boolean insecure, TierSettings settings) {
    return switch (configured) {
      case PROCESS -> process(insecure, settings.searchPath());
      case CONTAINER -> ContainerTier.of(settings);
      case MICRO_VM -> throw new IsolationException(Kind.UNAVAILABLE, "The tier is not there yet.");
    };
  }

  private static IsolationTier process(boolean insecure, String searchPath) {
    Optional<String> problem = bubblewrapProblem(searchPath);
    if (problem.isEmpty()) {
      return new BubblewrapTier(bubblewrap(searchPath).orElseThrow());
    }
    if (insecure) {
      return new UnsandboxedTier(problem.get());
    }
    throw new IsolationException(
        Kind.UNAVAILABLE,
        problem.get() + " To run without any isolation and without a shell, say --insecure.");
  }

  /**
   * Tries bubblewrap for real.
   *
   * @return what is wrong and what to do; empty when it works
   */
  public static Optional<String> bubblewrapProblem(String searchPath) {
    Optional<Path> bubblewrap = bubblewrap(searchPath);
    return bubblewrap.isEmpty()
        ? Optional.of(
            "bubblewrap is not installed, so guests can't be isolated. Install it: apt install bubblewrap.")
        : BubblewrapTier.problem(bubblewrap.get());
  }

  /**
   * Looks for a container engine and the images of this version.
   *
   * @return what is wrong and what to do; empty when guests can run in containers
   */
  public static Optional<String> containerProblem(TierSettings settings) {
    return ContainerTier.problem(settings);
  }

  private static Optional<Path> bubblewrap(String searchPath) {
    return Programs.find("bwrap", searchPath);
  }
}
