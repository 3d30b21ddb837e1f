package dev.oxydra.memory;

import dev.oxydra.memory.Backups.Made;
import dev.oxydra.types.JournalException;
import dev.oxydra.types.Maintenance.Report;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Puts a copy in the place of a journal that nobody uses. Until the one step that renames a file
 * the present journal stays where it is, and it is kept beside the restored one.
 */
final class Restore {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final Path journal;
  private final Clock clock;
  private final Consumer<Step> before;
  private final Path staged;

  /** What is done, in order. */
  enum Step {
    /** The copy is copied beside the journal. */
    STAGE,
    /** It gets the current schema and the present journal's list of copies. */
    PREPARE,
    /** The present journal's log goes into its file. */
    SETTLE,
    /** The present journal gets a second name. */
    KEEP,
    /** The projections are deleted. */
    DROP,
    /** The copy takes the journal's name. */
    REPLACE
  }

  /**
   * @param before is called before each step
   */
  Restore(Path journal, Clock clock, Consumer<Step> before) {
    this.journal = journal;
    this.clock = clock;
    this.before = before;
    this.staged = sibling(".restoring");
  }

  private Path sibling(String suffix) {
    return journal.resolveSibling(journal.getFileName() + suffix);
  }

  Report run(String name) {
    List<String> problems = new ArrayList<>(Backups.problems(name));
    Path copy = new Backups(journal).file(name);
    if (problems.isEmpty()) {
      problems.addAll(Inspection.problems(copy));
    }
    if (!problems.isEmpty()) {
      return Inspection.report(journal, problems, null);
    }
    try {
      restore(copy, name);
      return Inspection.report(journal, List.of(), name);
    } catch (IOException | SQLException | JournalException e) {
      return Inspection.report(
          journal,
          List.of(
              "Can't restore "
                  + copy
                  + ", the journal is as it was: "
                  + (e instanceof SQLException sql
                      ? Failure.of("can't write", journal, sql).getMessage()
                      : e.getMessage())),
          null);
    } finally {
      ViewFile.delete(staged);
    }
  }

  private void restore(Path copy, String name) throws IOException, SQLException {
    dropStaleNames();
    begin(Step.STAGE);
    ViewFile.delete(staged);
    JournalFile.create(staged, "journal");
    copy(copy, staged);
    Path kept = sibling(".before-restore-" + TIME.format(clock.instant()));
    Path keptLog = kept.resolveSibling(kept.getFileName() + "-wal");
    saveLog(keptLog);
    try {
      begin(Step.PREPARE);
      prepare(name, kept);
      begin(Step.SETTLE);
      if (settle()) {
        Files.deleteIfExists(keptLog);
      }
      begin(Step.KEEP);
      keep(kept);
      begin(Step.DROP);
      ViewFile.delete(ViewFile.beside(journal));
      begin(Step.REPLACE);
      deleteLog();
      Files.move(staged, journal, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | SQLException | RuntimeException e) {
      JournalFile.closeAfter(e, () -> Files.deleteIfExists(kept));
      if (Files.exists(log())) {
        JournalFile.closeAfter(e, () -> Files.deleteIfExists(keptLog));
      }
      throw e;
    }
    Backups.sync(JournalFile.folder(journal));
  }

  private Path log() {
    return sibling("-wal");
  }

  /** SQLite may delete the log of a file that it finds damaged when it opens that. */
  private void saveLog(Path keptLog) throws IOException {
    if (Files.exists(journal) && Files.exists(log())) {
      Files.copy(log(), keptLog);
      Backups.sync(keptLog);
    }
  }

  private void begin(Step step) {
    before.accept(step);
  }

  /** What a restoration that was killed has left: other names of the journal itself. */
  private void dropStaleNames() throws IOException {
    try (var files =
        Files.newDirectoryStream(
            JournalFile.folder(journal), journal.getFileName() + ".before-restore-*")) {
      for (Path file : files) {
        if (Files.exists(journal) && Files.isSameFile(file, journal)) {
          Files.delete(file);
        }
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
        FileChannel out = FileChannel.open(to, StandardOpenOption.WRITE)) {
      long size = in.size();
      for (long done = 0; done < size; ) {
        done += in.transferTo(done, size - done, out);
      }
      out.force(true);
    }
  }

  /** With its own record and those of the present journal: what they name still holds sessions. */
  private void prepare(String name, Path kept) throws SQLException {
    List<Made> made = present(kept);
    try (Database database = new Database(JournalFile.openWriter(staged))) {
      database.begin();
      new Made(name, clock.millis(), new EventTable(database).lastSeq()).insert(database);
      for (Made each : made) {
        each.insert(database);
      }
      database.commit();
    }
  }

  private List<Made> present(Path kept) {
    List<Made> made = new ArrayList<>();
    if (!Files.exists(journal)) {
      return made;
    }
    // Whatever a file holds that can't be read.
    long last = Long.MAX_VALUE;
    try (Database database = new Database(JournalFile.openReader(journal))) {
      made.addAll(
          database.query(
              "SELECT name, made_at, last_seq FROM backups",
              row -> new Made(row.getString(1), row.getLong(2), row.getLong(3))));
      last = new EventTable(database).lastSeq();
    } catch (SQLException | JournalException e) {
      made.clear();
    }
    made.add(new Made(String.valueOf(kept.getFileName()), clock.millis(), last));
    return made;
  }

  /**
   * Leaves the present journal in one file.
   *
   * @return false when it is too damaged for that
   * @throws JournalException when another process uses it
   */
  private boolean settle() throws IOException {
    if (!Files.exists(journal)) {
      return true;
    }
    try {
      JournalFile.connect(
              journal,
              opened ->
                  JournalFile.execute(
                      opened, "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = DELETE"))
          .close();
      return true;
    } catch (SQLException e) {
      JournalException failure = Failure.of("Can't put away the journal", journal, e);
      if (failure.kind() != JournalException.Kind.CORRUPT) {
        throw failure;
      }
      return false;
    }
  }

  private void keep(Path kept) throws IOException {
    if (!Files.exists(journal)) {
      return;
    }
    try {
      Files.createLink(kept, journal);
    } catch (UnsupportedOperationException e) {
      Files.copy(journal, kept);
      Backups.sync(kept);
    }
    Backups.sync(JournalFile.folder(journal));
  }

  /** That of a damaged journal is kept by now, and SQLite would take it for the restored one's. */
  private void deleteLog() throws IOException {
    Files.deleteIfExists(log());
    Files.deleteIfExists(sibling("-shm"));
  }
}
