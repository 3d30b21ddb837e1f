package dev.oxydra.memory;

import dev.oxydra.types.JournalException;
import dev.oxydra.types.Maintenance.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a journal's file from end to end, be it in use or a copy. */
final class Inspection {
  /** A damaged file has the same thing wrong a thousand times. */
  private static final int MAX_PROBLEMS = 20;

  private Inspection() {}

  /** A way to read a file that may fail because of the file. */
  interface Reading {
    void read(Database database) throws SQLException;
  }

  /** What is wrong with a file, and what to do. */
  static List<String> problems(Path file) {
    List<String> problems = new ArrayList<>();
    if (!Files.isRegularFile(file)) {
      return List.of("There is no file " + file);
    }
    read(
        file,
        problems,
        database -> {
          database.script("BEGIN");
          if (isJournal(database, file, problems)) {
            integrity(database, file, problems);
            rows(database, file, problems);
            ids(database, problems);
          }
        });
    return List.copyOf(problems.subList(0, Math.min(MAX_PROBLEMS, problems.size())));
  }

  private static void read(Path file, List<String> problems, Reading reading) {
    try (Database database = new Database(JournalFile.openReader(file))) {
      reading.read(database);
    } catch (SQLException e) {
      problems.add(Failure.of("Can't read the journal", file, e).getMessage());
    } catch (JournalException e) {
      problems.add(e.getMessage());
    }
  }

  private static boolean isJournal(Database database, Path file, List<String> problems)
      throws SQLException {
    if (Schema.check(database.connection(), file) == 0) {
      problems.add(file + " is empty, not a journal; it holds nothing to restore");
      return false;
    }
    return true;
  }

  private static void integrity(Database database, Path file, List<String> problems)
      throws SQLException {
    for (String row : database.query("PRAGMA integrity_check", it -> it.getString(1))) {
      if (!row.equals("ok")) {
        problems.add(file + " is damaged, restore it from a backup: " + row);
      }
    }
  }

  private static void rows(Database database, Path file, List<String> problems)
      throws SQLException {
    database.each(
        Queries.ALL_EVENTS,
        row -> {
          try {
            EventRow.of(row).decode(file);
          } catch (JournalException e) {
            problems.add(e.getMessage());
          }
        },
        0,
        -1);
  }

  private static void ids(Database database, List<String> problems) throws SQLException {
    database.each(
        "SELECT id, min(seq), max(seq) FROM events GROUP BY id HAVING count(*) > 1",
        row ->
            problems.add(
                "Events "
                    + row.getLong(2)
                    + " and "
                    + row.getLong(3)
                    + " have the same id "
                    + row.getString(1)
                    + "; restore the journal from a backup"));
  }

  /**
   * The figures of a file.
   *
   * @param problems what is known to be wrong with it
   * @param name of the copy that was made or used
   */
  static Report report(Path file, List<String> problems, @Nullable String name) {
    List<String> all = new ArrayList<>(problems);
    long[] figures = new long[4];
    if (Files.isRegularFile(file)) {
      read(
          file,
          all,
          database -> {
            figures[0] = database.number("PRAGMA user_version");
            figures[1] = database.number("SELECT count(*) FROM events");
            figures[2] =
                database.number(
                    "SELECT count(DISTINCT session_id) FROM events WHERE type = 'session.created'");
            figures[3] = database.number("SELECT coalesce(max(seq), 0) FROM events");
          });
    }
    return new Report(
        all.stream().distinct().toList(),
        (int) figures[0],
        figures[1],
        figures[2],
        figures[3],
        bytes(file),
        name);
  }

  private static long bytes(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      return 0;
    }
  }
}
