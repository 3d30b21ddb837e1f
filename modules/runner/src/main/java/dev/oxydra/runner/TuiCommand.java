package dev.oxydra.runner;

import dev.oxydra.runner.ControlReply.Outcome;
import dev.oxydra.runner.ControlRequest.Action;
import dev.oxydra.runner.config.FirstRun;
import dev.oxydra.tui.Tui;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code runner tui}: the one command that a newcomer needs. */
final class TuiCommand implements Command {
  @Override
  public int run(Invocation invocation) {
    if (!Tui.hasTerminal()) {
      return Tui.NO_TERMINAL;
    }
    writeFirstFiles(invocation);
    Optional<GuestStatus> running = AttachCommand.running(invocation);
    if (running.isPresent()) {
      return AttachCommand.open(running.get());
    }
    ControlRequest request = StartCommand.request(invocation, Action.START);
    invocation.err().println("Starting your agent …");
    ControlReply reply = DaemonProcess.askStarting(invocation, request);
    return reply.outcome() == Outcome.UNCHANGED || reply.outcome() == Outcome.DONE
        ? AttachCommand.open(reply.guests().getFirst())
        : StartCommand.report(invocation, reply);
  }

  /** The configuration files of a newcomer, where there are none. */
  static void writeFirstFiles(Invocation invocation) {
    try {
      List<Path> written = FirstRun.write(invocation.files().config(), invocation.user());
      written.forEach(file -> invocation.err().println("Wrote " + file));
    } catch (IOException e) {
      throw new RunnerException(
          RunnerException.Kind.FILES,
          "The configuration files can't be written to "
              + invocation.files().config()
              + ": "
              + e.getMessage(),
          e);
    }
  }
}
