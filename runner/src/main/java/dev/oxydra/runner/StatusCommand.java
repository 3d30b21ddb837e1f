package dev.oxydra.runner;

import dev.oxydra.runner.ControlRequest.Action;
import dev.oxydra.runner.GuestStatus.State;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;

/** {@code runner status}. It is asked often, so it reads no configuration. */
final class StatusCommand implements Command {
  @Override
  public int run(Invocation invocation) {
    DaemonFiles files = invocation.files();
    Optional<ControlReply> reply =
        ControlClient.ask(files.socket(), ControlRequest.of(Action.STATUS, invocation.namedUser()));
    List<GuestStatus> guests = reply.map(ControlReply::guests).orElse(List.of());
    PrintWriter out = invocation.out();
    if (invocation.has("--json")) {
      out.println(StatusJson.of(files, reply));
    } else if (guests.isEmpty()) {
      out.println(nothing(files, reply.isPresent()));
    } else {
      StatusTable.print(out, guests);
    }
    return guests.stream().anyMatch(guest -> guest.state() == State.RUNNING)
        ? ExitCodes.OK
        : ExitCodes.NOT_RUNNING;
  }

  private static String nothing(DaemonFiles files, boolean daemon) {
    String left =
        daemon || GuestProcesses.left(files).isEmpty()
            ? ""
            : " A killed daemon left guests behind: runner start takes over, runner stop ends them.";
    return "No agent runs for " + files.config() + ". Start one with: runner start" + left;
  }
}
