package dev.oxydra.runner;

import dev.oxydra.runner.ControlReply.Outcome;
import dev.oxydra.runner.ControlRequest.Action;
import dev.oxydra.runner.config.LoadedConfig;
import dev.oxydra.types.StartupStatus;
import java.util.function.Predicate;

/** {@code runner start}: returns when the guest is ready. */
final class StartCommand implements Command {
  @Override
  public int run(Invocation invocation) throws InterruptedException {
    if (invocation.has("--foreground")) {
      return DaemonCommand.serve(invocation, request(invocation, Action.START));
    }
    return start(invocation, Action.START);
  }

  /** Starts or restarts the user's guest, and says how that went. */
  static int start(Invocation invocation, Action action) {
    ControlRequest request = request(invocation, action);
    return report(invocation, DaemonProcess.askStarting(invocation, request));
  }

  /**
   * @throws RunnerException when the configuration is wrong, before anything is started
   */
  static ControlRequest request(Invocation invocation, Action action) {
    LoadedConfig config = Configuration.load(invocation);
    config.warnings().forEach(warning -> invocation.err().println("warning: " + warning));
    invocation.files().check();
    Configuration.workspace(config, invocation.user()).check();
    return new ControlRequest(
        1,
        ControlRequest.VERSION,
        action,
        invocation.user(),
        invocation.has("--insecure"),
        invocation.host().environment(),
        null);
  }

  static int report(Invocation invocation, ControlReply reply) {
    boolean good = reply.outcome() == Outcome.DONE || reply.outcome() == Outcome.UNCHANGED;
    (good ? invocation.out() : invocation.err()).println(reply.message());
    for (GuestStatus guest : reply.guests()) {
      guest.degradedReasons().stream()
          .filter(Predicate.not(reason -> reason.code().equals("failed")))
          .map(StartCommand::warning)
          .forEach(invocation.err()::println);
      guest.lastLog().forEach(line -> invocation.err().println("| " + line));
    }
    return switch (reply.outcome()) {
      case DONE, UNCHANGED -> ExitCodes.OK;
      case BAD_CONFIGURATION -> ExitCodes.WRONG_INPUT;
      case FAILED, ENDING -> ExitCodes.FAILED;
    };
  }

  private static String warning(StartupStatus.Reason reason) {
    return "warning: " + reason.code() + ": " + reason.detail();
  }
}
