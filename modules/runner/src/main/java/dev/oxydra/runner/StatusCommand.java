package dev.oxydra.runner;

import dev.oxydra.runner.GuestStatus.State;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code runner status}. It is asked often, so it reads no configuration and takes no heavy
 * library.
 */
final class StatusCommand implements Command {
  @Override
  public int run(Invocation invocation) {
    DaemonFiles files = invocation.files();
    StatusReply reply = ControlClient.status(files.socket(), invocation.namedUser()).orElse(null);
    if (reply != null && !reply.refusal().isEmpty()) {
      throw new RunnerException(RunnerException.Kind.DAEMON_SILENT, reply.refusal());
    }
    List<GuestStatus> guests = reply == null ? List.of() : reply.guests();
    PrintWriter out = invocation.out();
    if (invocation.has("--json")) {
      out.println(json(files, reply));
    } else if (guests.isEmpty()) {
      out.println(nothing(files, reply != null));
    } else {
      StatusTable.print(out, guests);
    }
    return guests.stream().anyMatch(guest -> guest.state() == State.RUNNING)
        ? ExitCodes.OK
        : ExitCodes.NOT_RUNNING;
  }

  private static String json(DaemonFiles files, @Nullable StatusReply reply) {
    try {
      return StatusReply.json(files, reply);
    } catch (IOException e) {
      throw new UncheckedIOException("Can't write the status as JSON", e);
    }
  }

  private static String nothing(DaemonFiles files, boolean daemon) {
    String left =
        daemon || GuestProcesses.left(files).isEmpty()
            ? ""
            : " A killed daemon left guests behind: runner start takes over, runner stop ends them.";
    return "No agent runs for " + files.config() + ". Start one with: runner start" + left;
  }
}
