package dev.oxydra.memory;

import dev.oxydra.types.JournalException;
import dev.oxydra.types.Maintenance.Report;
import dev.oxydra.types.MaintenanceRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;

/** What can be done to a journal that nobody serves. */
public final class JournalMaintenance {
  private JournalMaintenance() {}

  /**
   * Does what is asked for. What is wrong with a file is told in the report; where there is no
   * journal there is nothing wrong with it.
   *
   * @param journal the journal's file
   */
  public static Report run(Path journal, MaintenanceRequest request) {
    Path file = journal.toAbsolutePath();
    return switch (request.operation()) {
      case RESTORE -> new Restore(file, Clock.systemUTC(), step -> {}).run(name(request));
      case BACKUP ->
          Files.exists(file)
              ? opened(file, request)
              : Inspection.report(file, List.of("There is no journal " + file), null);
      case CHECK, REBUILD ->
          Files.exists(file) ? opened(file, request) : Inspection.report(file, List.of(), null);
    };
  }

  private static String name(MaintenanceRequest request) {
    return Objects.requireNonNull(request.file(), "file");
  }

  private static Report opened(Path file, MaintenanceRequest request) {
    try (SqliteJournal journal = SqliteJournal.open(file)) {
      return switch (request.operation()) {
        case CHECK -> journal.check();
        case REBUILD -> journal.rebuild();
        case BACKUP -> journal.backup(name(request));
        case RESTORE -> throw new IllegalArgumentException("A journal in use is not restored");
      };
    } catch (JournalException e) {
      return Inspection.report(file, List.of(e.getMessage()), null);
    }
  }
}
