package dev.oxydra.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.Maintenance.Operation;
import dev.oxydra.types.Maintenance.Report;
import dev.oxydra.types.MaintenanceRequest;
import dev.oxydra.types.Message;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.SessionId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A copy in the journal's place. */
@Timeout(120)
final class RestoreTest {
  private static final SessionId SESSION = new SessionId("s");

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void chooseFile() {
    file = folder.resolve("journal.db");
  }

  private static NewEvent says(String text) {
    return new NewEvent(SESSION, null, "user", new EventPayload.UserMessage(Message.user(text)));
  }

  /** A copy named "copy" of the first event, and a second one after it. */
  private List<Event> copied() {
    try (SqliteJournal journal = SqliteJournal.open(file)) {
      List<Event> first = journal.append(List.of(says("first")));
      assertEquals(List.of(), journal.backup("copy").problems());
      journal.append(List.of(says("second")));
      assertEquals(2, journal.projections().messages(SESSION, 0, 10).size());
      assertEquals(List.of(), journal.backup("later").problems());
      return first;
    }
  }

  private static List<Event> all(Path file) {
    try (Journal journal = SqliteJournal.open(file)) {
      return journal.readAll(0, Integer.MAX_VALUE);
    }
  }

  private Report restore(String name) {
    return JournalMaintenance.run(file, new MaintenanceRequest(Operation.RESTORE, name));
  }

  private List<Path> kept() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(each -> each.getFileName().toString().startsWith("journal.db.before-restore-"))
          .sorted()
          .toList();
    }
  }

  @Test
  void aCopyTakesTheJournalsPlaceWhichIsKept() throws IOException {
    List<Event> first = copied();
    List<Event> both = all(file);
    Report report = restore("copy");
    assertEquals(List.of(), report.problems());
    assertEquals("copy", report.file());
    assertEquals(1, report.lastSeq());
    Path present = kept().getFirst();
    try (SqliteJournal journal = SqliteJournal.open(file)) {
      assertEquals(first, journal.readAll(0, 10));
      assertEquals(1, journal.projections().messages(SESSION, 0, 10).size());
      assertEquals(List.of(), journal.check().problems());
      assertEquals(
          List.of("copy", "later", present.getFileName().toString()).stream().sorted().toList(),
          journal.backupsOf(SESSION).stream().sorted().toList());
      assertEquals(2, journal.append(List.of(says("other"))).getFirst().seq());
    }
    assertEquals(both, all(present));
    assertFalse(Files.exists(folder.resolve("journal.db.restoring")));
  }

  @Test
  void aCopyIsRestoredWhereThereIsNoJournal() throws IOException {
    List<Event> first = copied();
    Files.delete(file);
    assertEquals(List.of(), restore("copy").problems());
    assertEquals(first, all(file));
    assertEquals(List.of(), kept());
  }

  @ParameterizedTest
  @EnumSource(Restore.Step.class)
  void aStepThatFailsLeavesTheJournalAsItWas(Restore.Step failing) throws IOException {
    copied();
    List<Event> both = all(file);
    Restore restore =
        new Restore(
            file,
            Clock.systemUTC(),
            step -> {
              if (step == failing) {
                throw new UncheckedIOException(new IOException("wanted by a test"));
              }
            });
    assertThrows(UncheckedIOException.class, () -> restore.run("copy"));
    assertEquals(both, all(file));
    assertEquals(List.of(), kept());
    try (Journal journal = SqliteJournal.open(file)) {
      assertEquals(2, journal.projections().messages(SESSION, 0, 10).size());
      journal.append(List.of(says("third")));
    }
    assertEquals(List.of(), restore("copy").problems());
    assertEquals(1, all(file).size());
    assertEquals(3, all(kept().getFirst()).size());
  }

  @ParameterizedTest
  @EnumSource(Restore.Step.class)
  void whatIsKilledBeforeAStepLosesNothing(Restore.Step killed) throws Exception {
    copied();
    List<Event> both = all(file);
    Process process = RestoringProcess.start(file, "copy", killed);
    assertEquals(RestoringProcess.KILLED, process.waitFor());
    assertEquals(both, all(file));
    assertEquals(List.of(), restore("copy").problems());
    assertEquals(1, all(file).size());
    assertEquals(List.of(2), kept().stream().map(each -> all(each).size()).toList());
  }

  @Test
  void aCopyThatIsNoneIsRefused() throws Exception {
    copied();
    List<Event> both = all(file);
    Path backups = folder.resolve("backups");
    Files.writeString(backups.resolve("text"), "Dear diary".repeat(900));
    Files.write(backups.resolve("empty"), new byte[0]);
    execute(backups.resolve("other"), "CREATE TABLE recipes(name)");
    Files.copy(backups.resolve("copy"), backups.resolve("newer"));
    execute(backups.resolve("newer"), "PRAGMA user_version = 99");
    byte[] bytes = Files.readAllBytes(backups.resolve("later"));
    Arrays.fill(bytes, 4096, bytes.length, (byte) 0x5a);
    Files.write(backups.resolve("damaged"), bytes);
    for (String name : List.of("text", "empty", "other", "newer", "damaged", "none")) {
      Report report = restore(name);
      assertEquals(1, Math.min(1, report.problems().size()), name);
      assertEquals(2, report.lastSeq(), name);
      assertEquals(both, all(file), name);
    }
    assertEquals(List.of(), kept());
  }

  @Test
  void aJournalInUseIsNotReplaced() throws IOException {
    copied();
    try (Journal journal = SqliteJournal.open(file)) {
      journal.append(List.of(says("third")));
      List<String> problems = restore("copy").problems();
      assertTrue(problems.getFirst().contains("another process"), problems.toString());
      journal.append(List.of(says("fourth")));
    }
    assertEquals(4, all(file).size());
    assertEquals(List.of(), kept());
  }

  @Test
  void aDamagedJournalIsReplacedAndKeptAsItIs() throws IOException {
    List<Event> first = copied();
    String damaged = "Dear diary, today I was no database.\n".repeat(300);
    Files.writeString(file, damaged);
    Files.writeString(folder.resolve("journal.db-wal"), "a log of its own");
    assertEquals(List.of(), restore("copy").problems());
    assertEquals(first, all(file));
    Path present = kept().getFirst();
    assertEquals(damaged, Files.readString(present));
    assertEquals("a log of its own", Files.readString(kept().get(1)));
  }

  private static void execute(Path file, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }
}
