package dev.oxydra.runner;

import dev.oxydra.runner.GuestStatus.State;
import dev.oxydra.tui.Tui;
import java.nio.file.Path;
import java.util.Optional;

/** {@code runner attach}: a terminal to a guest that runs; it starts nothing. */
final class AttachCommand implements Command {
  @Override
  public int run(Invocation invocation) {
    Optional<GuestStatus> guest = running(invocation);
    if (guest.isEmpty()) {
      return notRunning(invocation);
    }
    return Tui.hasTerminal() ? open(guest.get()) : Tui.NO_TERMINAL;
  }

  /** Says what to do when it doesn't run, and gives the exit code. */
  static int notRunning(Invocation invocation) {
    invocation
        .err()
        .println(
            "The agent of %s doesn't run. Start it with: runner --user %s start"
                .formatted(invocation.user(), invocation.user()));
    return ExitCodes.NOT_RUNNING;
  }

  /** The user's guest, if it runs: it has its configuration, which needs not be read again. */
  static Optional<GuestStatus> running(Invocation invocation) {
    return ControlClient.find(invocation.files().socket(), invocation.user()).stream()
        .flatMap(status -> status.guests().stream())
        .filter(guest -> guest.state() == State.RUNNING)
        .findFirst();
  }

  static int open(GuestStatus guest) {
    Path socket = Path.of(guest.socket());
    return Tui.run(
        new Tui.Options(
            socket,
            Path.of(guest.tokenFile()),
            socket.resolve("../../shared").normalize(),
            Path.of(System.getProperty("user.home"), ".config", "oxydra", "commands"),
            guest.user(),
            Version.current()));
  }
}
