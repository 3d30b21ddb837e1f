package dev.oxydra.runner.isolation;

import dev.oxydra.runner.isolation.IsolationException.Kind;
import dev.oxydra.types.StartupStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * No isolation at all, for hosts where nothing else works and the user has said so. An agent gets
 * no shell.
 */
final class UnsandboxedTier implements IsolationTier {
  private final String why;

  /**
   * @param why why there is no isolation, a sentence for people
   */
  UnsandboxedTier(String why) {
    this.why = why;
  }

  @Override
  public String name() {
    return "none";
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
    return AdoptedProcess.of(trace);
  }

  @Override
  public Launched launch(LaunchSpec spec) {
    List<String> command = new ArrayList<>(List.of("setsid"));
    command.addAll(spec.command());
    try {
      Process process = HostProcess.start(command, spec.environment(), spec);
      HostProcess launched = new HostProcess(process, process.toHandle(), false);
      launched.feed(spec.input());
      return launched;
    } catch (IOException e) {
      throw new IsolationException(
          Kind.NOT_STARTED, "Could not start the " + spec.name() + ": " + e.getMessage(), e);
    }
  }
}
