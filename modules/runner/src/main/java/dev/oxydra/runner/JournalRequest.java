package dev.oxydra.runner;

import dev.oxydra.runner.ControlReply.Outcome;
import dev.oxydra.runner.ControlRequest.Action;
import dev.oxydra.runner.RunnerException.Kind;
import dev.oxydra.types.Maintenance;
import dev.oxydra.types.MaintenanceRequest;
import dev.oxydra.types.UserId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Has the daemon look after a user's journal: it alone knows whether the guest runs. */
final class JournalRequest {
  private JournalRequest() {}

  /**
   * What it answered.
   *
   * @param control with how the guest is, where it was stopped
   * @param report of the journal
   */
  record Reply(ControlReply control, Maintenance.Report report) {}

  /**
   * Sends it to the daemon, which is started if none runs and then ends again.
   *
   * @param file a copy's name in the guest's folder
   * @throws RunnerException when it can't be done; what is wrong with the journal itself is in the
   *     report
   */
  static Reply send(
      Invocation invocation, UserId user, Maintenance.Operation operation, @Nullable String file) {
    ControlRequest request =
        new ControlRequest(
            1,
            ControlRequest.VERSION,
            Action.MAINTAIN,
            user,
            invocation.has("--insecure"),
            invocation.host().environment(),
            new MaintenanceRequest(operation, file));
    ControlReply reply = DaemonProcess.askStarting(invocation, request);
    DaemonProcess.awaitEnd(invocation.files(), reply);
    Maintenance.Report report = reply.report();
    if (report == null) {
      throw new RunnerException(
          reply.outcome() == Outcome.BAD_CONFIGURATION ? Kind.CONFIGURATION : Kind.JOURNAL,
          Objects.requireNonNull(reply.message()));
    }
    return new Reply(reply, report);
  }

  /** Prints what is wrong; whether anything is. */
  static boolean tellProblems(Invocation invocation, UserId user, Maintenance.Report report) {
    report
        .problems()
        .forEach(problem -> invocation.err().println("runner: " + user + ": " + problem));
    return !report.problems().isEmpty();
  }
}
