package dev.oxydra.memory;

import dev.oxydra.types.Maintenance.Report;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import java.util.function.ObjLongConsumer;
import java.util.regex.Pattern;

/** The folder of a journal's copies, and how one is made. */
final class Backups {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  private final Path journal;
  private final Path folder;

  Backups(Path journal) {
    this.journal = journal;
    this.folder = journal.resolveSibling("backups");
  }

  /** A copy's file. */
  Path file(String name) {
    return folder.resolve(name);
  }

  /** What is wrong with a name. */
  static List<String> problems(String name) {
    return NAME.matcher(name).matches()
        ? List.of()
        : List.of(
            "A backup's name has 1 to 128 of A-Z, a-z, 0-9, dot, dash, underscore, and begins with"
                + " a letter or digit; '"
                + name
                + "' has not");
  }

  /**
   * Copies the journal as it is now.
   *
   * @param record is told the name and the last event before the copy can be found by its name
   */
  synchronized Report make(String name, ObjLongConsumer<String> record) {
    List<String> problems = problems(name);
    if (!problems.isEmpty()) {
      return Inspection.report(journal, problems, null);
    }
    Path file = file(name);
    // One name: what was killed while it wrote leaves no copy for good.
    Path temporary = folder.resolve(".unfinished");
    try {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      if (Files.exists(file)) {
        throw new FileAlreadyExistsException(file.toString());
      }
      ViewFile.delete(temporary);
      copyInto(temporary);
      sync(temporary);
      record.accept(name, lastSeq(temporary));
      publish(temporary, file);
      sync(folder);
      return Inspection.report(file, List.of(), name);
    } catch (FileAlreadyExistsException e) {
      return failed("there is a file of that name already; choose another one", file);
    } catch (IOException e) {
      return failed(String.valueOf(e.getMessage()), file);
    } catch (SQLException e) {
      return Inspection.report(
          journal, List.of(Failure.of("Can't write the backup", file, e).getMessage()), null);
    } finally {
      ViewFile.delete(temporary);
    }
  }

  private Report failed(String reason, Path file) {
    return Inspection.report(
        journal, List.of("Can't write the backup " + file + ": " + reason), null);
  }

  private void copyInto(Path temporary) throws SQLException {
    JournalFile.create(temporary, "backup");
    try (Database database = new Database(JournalFile.openCopier(journal))) {
      // What it reads is one moment of the journal, and it keeps nobody from writing.
      database.update("VACUUM INTO ?", temporary.toString());
    }
  }

  private static long lastSeq(Path copy) throws SQLException {
    try (Database database = new Database(JournalFile.openReader(copy))) {
      return new EventTable(database).lastSeq();
    }
  }

  /** Gives a file its name, if nothing else has it. */
  private static void publish(Path temporary, Path file) throws IOException {
    try {
      Files.createLink(file, temporary);
    } catch (UnsupportedOperationException e) {
      Files.move(temporary, file);
    }
  }

  /** Returns when a file, or the names in a folder, are on the disk. */
  static void sync(Path path) throws IOException {
    StandardOpenOption how =
        Files.isDirectory(path) ? StandardOpenOption.READ : StandardOpenOption.WRITE;
    try (FileChannel channel = FileChannel.open(path, how)) {
      channel.force(true);
    }
  }

  /** A copy in the list of those that were made. */
  record Made(String name, long madeAt, long lastSeq) {
    private static final String INSERT =
        "INSERT INTO backups VALUES (?, ?, ?)"
            + " ON CONFLICT DO UPDATE SET made_at = excluded.made_at, last_seq = excluded.last_seq";

    void insert(Database database) throws SQLException {
      database.update(INSERT, name, madeAt, lastSeq);
    }
  }
}
