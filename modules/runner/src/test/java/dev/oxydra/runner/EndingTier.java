package dev.oxydra.runner;

import dev.oxydra.runner.isolation.End;
import dev.oxydra.runner.isolation.IsolationTier;
import dev.oxydra.runner.isolation.LaunchSpec;
import dev.oxydra.runner.isolation.Launched;
import dev.oxydra.runner.isolation.Mount;
import dev.oxydra.runner.isolation.ResourceLimits;
import dev.oxydra.runner.isolation.ResourceUsage;
import dev.oxydra.runner.isolation.Trace;
import dev.oxydra.types.StartupStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A tier whose programs all end for the same reason. */
record EndingTier(IsolationTier tier, String reason) implements IsolationTier {
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
  public Launched launch(LaunchSpec spec) {
    return new Ending(tier.launch(spec), reason);
  }

  @Override
  public Optional<Launched> adopt(Trace trace, ResourceLimits limits) {
    return tier.adopt(trace, limits).map(adopted -> new Ending(adopted, reason));
  }

  private record Ending(Launched program, String reason) implements Launched {
    @Override
    public long pid() {
      return program.pid();
    }

    @Override
    public Instant startedAt() {
      return program.startedAt();
    }

    @Override
    public boolean isAlive() {
      return program.isAlive();
    }

    @Override
    public ResourceUsage usage() {
      return program.usage();
    }

    @Override
    public Trace trace() {
      return program.trace();
    }

    @Override
    public End waitFor() throws InterruptedException {
      return new End(program.waitFor().code(), reason);
    }

    @Override
    public void stop(Duration grace) {
      program.stop(grace);
    }
  }
}
