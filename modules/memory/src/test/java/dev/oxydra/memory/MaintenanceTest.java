package dev.oxydra.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.RandomEvents;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks and copies of a journal. */
@Timeout(120)
final class MaintenanceTest {
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

  private List<Event> filled() {
    long seed = new Random().nextLong();
    System.out.println("MaintenanceTest: seed " + seed);
    try (Journal journal = SqliteJournal.open(file)) {
      RandomEvents events = new RandomEvents(seed, journal);
      for (int i = 0; i < 100; i++) {
        events.step();
      }
      journal.append(List.of(says("last")));
      return journal.readAll(0, Integer.MAX_VALUE);
    }
  }

  private List<Event> all() {
    try (Journal journal = SqliteJournal.open(file)) {
      return journal.readAll(0, Integer.MAX_VALUE);
    }
  }

  private Report run(Operation operation, @Nullable String name) {
    return JournalMaintenance.run(file, new MaintenanceRequest(operation, name));
  }

  private static void execute(Path file, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private static void assertWell(Report report) {
    assertEquals(List.of(), report.problems());
  }

  private static void assertProblem(String text, Report report) {
    assertTrue(
        report.problems().stream().anyMatch(problem -> problem.contains(text)),
        () -> text + " is not in " + report.problems());
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aSoundJournalHasNoProblems() {
    List<Event> events = filled();
    Report report = run(Operation.CHECK, null);
    assertWell(report);
    assertEquals(Schema.VERSION, report.schemaVersion());
    assertEquals(events.size(), report.events());
    assertEquals(events.getLast().seq(), report.lastSeq());
    assertTrue(report.bytes() > 4096);
    assertWell(run(Operation.REBUILD, null));
  }

  @Test
  void whereThereIsNoJournalNothingIsWrongAndNothingIsMade() throws IOException {
    assertWell(run(Operation.CHECK, null));
    assertWell(run(Operation.REBUILD, null));
    assertProblem("There is no journal", run(Operation.BACKUP, "b"));
    assertProblem("There is no file", run(Operation.RESTORE, "b"));
    assertEquals(List.of(), names());
  }

  @Test
  void damagedRowsAreFound() throws SQLException {
    List<Event> events = filled();
    long seq = events.getLast().seq();
    execute(file, "UPDATE events SET payload = '{\"no message\"' WHERE seq = " + seq);
    assertProblem("damaged row, number " + seq, run(Operation.CHECK, null));
  }

  @Test
  void anIdThatIsThereTwiceIsFound() throws SQLException {
    long seq = filled().getLast().seq();
    execute(
        file,
        "UPDATE events SET id = (SELECT id FROM events ORDER BY seq LIMIT 1) WHERE seq = " + seq);
    assertProblem("have the same id", run(Operation.CHECK, null));
  }

  @Test
  void aDamagedIndexIsFound() throws SQLException {
    filled();
    execute(
        file,
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE INDEX events_by_turn"
            + " ON events(turn_id, session_id)' WHERE name = 'events_by_turn'");
    assertProblem("damaged", run(Operation.CHECK, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE messages SET parent = 77 WHERE seq = (SELECT max(seq) FROM messages)",
        "INSERT INTO turns VALUES ('s', 't', 1, NULL, 0, 0)",
        "DELETE FROM sessions WHERE session_id = (SELECT min(session_id) FROM sessions)"
      })
  void projectionsThatDontAddUpAreFoundAndRebuilt(String change) throws SQLException {
    filled();
    try (Journal journal = SqliteJournal.open(file)) {
      journal.append(
          List.of(
              new NewEvent(
                  SESSION,
                  null,
                  "user",
                  new EventPayload.SessionCreated("a", null, "gateway", null))));
      assertFalse(journal.projections().sessions().isEmpty());
    }
    execute(folder.resolve("views.db"), change);
    assertProblem("runner doctor --rebuild", run(Operation.CHECK, null));
    assertWell(run(Operation.REBUILD, null));
    assertWell(run(Operation.CHECK, null));
  }

  @Test
  void aJournalInUseIsCheckedAndCopiedWhileOthersAppend() throws Exception {
    filled();
    List<Event> appended = new ArrayList<>();
    List<Report> reports = new ArrayList<>();
    try (SqliteJournal journal = SqliteJournal.open(file)) {
      AtomicBoolean stop = new AtomicBoolean();
      Thread writing =
          Thread.ofVirtual()
              .start(() -> {
                RandomEvents events = new RandomEvents(11, journal);
                while (!stop.get()) {
                  events.step();
                  appended.addAll(journal.append(List.of(says("while it is copied"))));
                }
              });
      try {
        for (int i = 0; i < 5; i++) {
          assertWell(journal.check());
          reports.add(journal.backup("copy-" + i));
          assertWell(reports.getLast());
        }
      } finally {
        stop.set(true);
        writing.join();
      }
      assertEquals(
          List.of("copy-0", "copy-1", "copy-2", "copy-3", "copy-4"), journal.backupsOf(SESSION));
    }
    for (Report report : reports) {
      Path copy = folder.resolve("backups").resolve(String.valueOf(report.file()));
      assertEquals(List.of(), Inspection.problems(copy));
      Report figures = Inspection.report(copy, List.of(), null);
      assertEquals(report.lastSeq(), figures.lastSeq());
      assertEquals(report.events(), figures.events());
    }
    assertTrue(!appended.isEmpty());
  }

  @Test
  void aCopyIsItsOwnersAloneAndNeverOverwrites() throws IOException {
    filled();
    assertWell(run(Operation.BACKUP, "one"));
    Path copy = folder.resolve("backups/one");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)));
    byte[] before = Files.readAllBytes(copy);
    try (Journal journal = SqliteJournal.open(file)) {
      journal.append(List.of(says("more")));
    }
    assertProblem("choose another", run(Operation.BACKUP, "one"));
    assertEquals(before.length, Files.readAllBytes(copy).length);
    try (Stream<Path> files = Files.list(folder.resolve("backups"))) {
      assertEquals(List.of(copy), files.toList());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "../x", "a/b", ".hidden", "a b", "ä"})
  void namesThatLeadElsewhereAreRefused(String name) throws IOException {
    filled();
    assertProblem("A backup's name", run(Operation.BACKUP, name));
    assertProblem("A backup's name", run(Operation.RESTORE, name));
    assertFalse(names().contains("backups"));
  }

  @Test
  void aBackupIsOfTheSessionsThatAreInIt() {
    SessionId later = new SessionId("later");
    EventPayload created = new EventPayload.SessionCreated("a", null, "gateway", null);
    try (SqliteJournal journal = SqliteJournal.open(file)) {
      journal.append(List.of(new NewEvent(SESSION, null, "user", created)));
      assertWell(journal.backup("first"));
      journal.append(List.of(new NewEvent(later, null, "user", created)));
      assertEquals(List.of("first"), journal.backupsOf(SESSION));
      assertEquals(List.of(), journal.backupsOf(later));
      assertWell(journal.backup("second"));
      assertEquals(List.of("first", "second"), journal.backupsOf(SESSION));
      assertEquals(List.of("second"), journal.backupsOf(later));
      journal.delete(later, "user");
      assertEquals(List.of(), journal.backupsOf(later));
    }
    assertEquals(2, all().size());
  }
}
