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
    writeFirstFiles(invocation);
    ControlRequest request = StartCommand.request(invocation, Action.START);
    if (!isRunning(invocation)) {
      invocation.err().println("Starting your agent …");
    }
    ControlReply reply = DaemonProcess.askStarting(invocation, request);
    if (reply.outcome() != Outcome.UNCHANGED && reply.outcome() != Outcome.DONE) {
      return StartCommand.report(invocation, reply);
    }
    GuestStatus guest = reply.guests().getFirst();
    return Tui.run(
        new Tui.Options(
            Path.of(guest.socket()), Path.of(guest.tokenFile()), guest.user(), Version.current()));
  }

  private static boolean isRunning(Invocation invocation) {
    Optional<ControlReply> reply =
        ControlClient.ask(
            invocation.files().socket(), ControlRequest.of(Action.STATUS, invocation.user()));
    return reply.filter(answer -> !answer.guests().isEmpty()).isPresent();
  }

  private static void writeFirstFiles(Invocation invocation) {
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
