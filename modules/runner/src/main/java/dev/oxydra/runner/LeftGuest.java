package dev.oxydra.runner;

import dev.oxydra.runner.GuestStatus.State;
import dev.oxydra.runner.isolation.Trace;
import dev.oxydra.types.StartupStatus;
import dev.oxydra.types.UserId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A guest that an earlier daemon left and that this one can't supervise: it runs on as it is, and
 * can be stopped.
 *
 * @param note where its processes are noted
 * @param why why it can't be supervised, for people
 */
record LeftGuest(UserId user, GuestProcesses processes, Path note, String why)
    implements DaemonGuest {
  private static final Duration GRACE = Duration.ofSeconds(10);

  @Override
  public GuestStatus status() {
    return described();
  }

  @Override
  public GuestStatus described() {
    Trace guest = processes.guest();
    boolean running = processes.isRunning();
    Workspace workspace = new Workspace(Path.of(processes.workspace()));
    return new GuestStatus(
        user,
        running ? State.RUNNING : State.STOPPED,
        guest == null ? "" : guest.tier(),
        running && guest != null ? guest.pid() : null,
        running ? processes.startedAt() : null,
        "",
        "",
        processes.endpoint(),
        workspace.gatewaySocket().toString(),
        workspace.tokenFile().toString(),
        processes.restarts(),
        List.of(
            new StartupStatus.Reason(
                "not_supervised",
                "An earlier daemon left it and this one can't supervise it, so it reaches no model: "
                    + why)),
        List.of(),
        List.of());
  }

  @Override
  public boolean isOver() {
    return !processes.isRunning();
  }

  @Override
  public List<Trace> traces() {
    return processes.traces();
  }

  @Override
  public void close() {
    processes.stop(GRACE);
    GuestLauncher.removeFile(note);
  }
}
