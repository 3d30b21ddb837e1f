package dev.oxydra.runner;

import dev.oxydra.runner.isolation.IsolationTier;
import dev.oxydra.runner.isolation.LaunchSpec;
import dev.oxydra.runner.isolation.Launched;
import dev.oxydra.runner.isolation.Mount;
import dev.oxydra.runner.isolation.ResourceLimits;
import dev.oxydra.runner.isolation.Trace;
import dev.oxydra.types.StartupStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A tier that launches what it is told to in place of the program that the runner asks for, in the
 * very sandbox that the program would have had.
 *
 * @param tier the real one
 * @param command from the program's command to the other one
 * @param limits in place of the program's
 * @param output what the other program prints
 */
record InPlaceOf(
    IsolationTier tier, UnaryOperator<List<String>> command, ResourceLimits limits, Path output)
    implements IsolationTier {
  @Override
  public String name() {
    return tier.name();
  }

  @Override
  public List<StartupStatus.Reason> degradedReasons() {
    return tier.degradedReasons();
  }

  @Override
  public boolean allowsShell() {
    return tier.allowsShell();
  }

  @Override
  public String pathOf(Mount mount) {
    return tier.pathOf(mount);
  }

  @Override
  public String pathOf(Mount mount, Path socket) {
    return tier.pathOf(mount, socket);
  }

  @Override
  public Launched launch(LaunchSpec spec) {
    return tier.launch(
        new LaunchSpec(
            spec.name(),
            command.apply(spec.command()),
            spec.programs(),
            spec.mounts(),
            spec.sockets(),
            limits,
            spec.environment(),
            new byte[0],
            spec.log(),
            output,
            spec.status(),
            spec.init()));
  }

  @Override
  public Optional<Launched> adopt(Trace trace, ResourceLimits ignored) {
    return tier.adopt(trace, limits);
  }
}
