package dev.oxydra.runner.isolation;

import dev.oxydra.runner.isolation.IsolationException.Kind;
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
   * @param searchPath the {@code PATH} that the tier's tools are looked for in
   * @throws IsolationException when the tier is not known or can't work here
   */
  public static IsolationTier choose(String configured, boolean insecure, String searchPath) {
    return switch (configured) {
      case "process" -> process(insecure, searchPath);
      case "container", "micro_vm" ->
          throw new IsolationException(
              Kind.UNKNOWN_TIER,
              "The isolation tier \"%s\" comes in a later version. Set it to \"process\"."
                  .formatted(configured));
      default ->
          throw new IsolationException(
              Kind.UNKNOWN_TIER,
              "There is no isolation tier \"%s\"; there are process, container and micro_vm."
                  .formatted(configured));
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

  private static Optional<Path> bubblewrap(String searchPath) {
    return Programs.find("bwrap", searchPath);
  }
}
