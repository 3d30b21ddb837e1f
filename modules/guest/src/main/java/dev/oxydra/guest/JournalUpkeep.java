package dev.oxydra.guest;

import dev.oxydra.memory.JournalMaintenance;
import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.Json;
import dev.oxydra.types.Maintenance;
import dev.oxydra.types.MaintenanceRequest;
import java.io.PrintStream;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a guest does that looks after its journal and serves nobody. */
final class JournalUpkeep {
  private static final Logger log = LoggerFactory.getLogger(JournalUpkeep.class);

  private JournalUpkeep() {}

  /**
   * Does what is asked for, and prints the {@link Maintenance.Report} as one line of JSON.
   *
   * @return the exit code: 0 when all is well, 1 when there are problems
   */
  static int run(Bootstrap bootstrap, MaintenanceRequest request, PrintStream out) {
    Maintenance.Report report = report(bootstrap, request);
    out.println(Json.write(report));
    out.flush();
    return report.problems().isEmpty() ? 0 : 1;
  }

  /** Whoever asked reads reports and no stack traces, which go to the log. */
  private static Maintenance.Report report(Bootstrap bootstrap, MaintenanceRequest request) {
    try {
      return JournalMaintenance.run(Guest.journalOf(bootstrap), request);
    } catch (RuntimeException e) {
      log.error("The journal of {} can't be looked after", bootstrap.userId(), e);
      return new Maintenance.Report(
          List.of("Something went wrong inside the guest; its log says what: " + e),
          0,
          0,
          0,
          0,
          0,
          request.file());
    }
  }
}
