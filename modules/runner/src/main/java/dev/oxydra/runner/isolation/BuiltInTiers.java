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
      case MICRO_VM -> MicroVmTier.of(settings);
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

  /**
   * Looks for the programs and images of the tier {@code micro_vm}, and for KVM if it is asked for.
   *
   * @return what is wrong and what to do; empty when machines run here
   */
  public static Optional<String> microVmProblem(TierSettings settings) {
    return MicroVmTier.problem(settings);
  }

  /**
   * Tries KVM by running a machine for a moment, where the images of the tier {@code micro_vm} are.
   *
   * @return what is wrong and what to do; empty when machines run with KVM
   */
  public static Optional<String> kvmProblem(TierSettings settings) {
    return Programs.find("qemu-system-x86_64", settings.searchPath())
        .map(qemu -> KvmProbe.problem(qemu, settings.microVm().images()))
        .orElse(
            Optional.of(
                "qemu-system-x86_64 is not installed. Install it: apt install qemu-system-x86."));
  }

  private static Optional<Path> bubblewrap(String searchPath) {
    return Programs.find("bwrap", searchPath);
  }
}
