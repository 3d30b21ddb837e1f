package dev.oxydra.runner.isolation;

import dev.oxydra.runner.isolation.IsolationException.Kind;
import dev.oxydra.types.StartupStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * No isolation at all, for hosts where nothing else works and the user has said so. An agent gets
 * no shell.
 */
final class UnsandboxedTier implements IsolationTier {
  private static final String NAME = "none";

  private final String why;

  /**
   * @param why why there is no isolation, a sentence for people
   */
  UnsandboxedTier(String why) {
    this.why = why;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<StartupStatus.Reason> degradedReasons() {
    return List.of(
        new StartupStatus.Reason(
            "insecure",
            "The agent runs WITHOUT ISOLATION: it can reach your files and the network, and has no shell. "
                + why));
  }

  @Override
  public boolean allowsShell() {
    return false;
  }

  @Override
  public String pathOf(Mount mount) {
    return mount.host().toString();
  }

  @Override
  public Optional<Launched> adopt(Trace trace, ResourceLimits limits) {
    return trace.tier().equals(NAME)
        ? trace.running().map(process -> watched(process, limits, null))
        : Optional.empty();
  }

  @Override
  public Launched launch(LaunchSpec spec) {
    try {
      List<String> command = new ArrayList<>(List.of("setsid"));
      command.addAll(HardLimits.command(spec.limits(), false));
      command.addAll(spec.command());
      Process process = HostProcess.start(command, spec.environment(), spec);
      HostProcess.feed(process, spec.input());
      return watched(process.toHandle(), spec.limits(), process);
    } catch (IOException e) {
      throw new IsolationException(
          Kind.NOT_STARTED, "Could not start the " + spec.name() + ": " + e.getMessage(), e);
    }
  }

  private static Launched watched(
      ProcessHandle process, ResourceLimits limits, @Nullable Process ours) {
    long pid = process.pid();
    return new HostProcess(
        new Trace(NAME, pid, ProcessStart.of(pid), ""),
        process,
        SandboxNote.NO_SANDBOX,
        WatchedProgram.watch(process, false, limits, Optional.empty()),
        ours);
  }
}
