package dev.oxydra.memory;

import static dev.oxydra.memory.AppendingProcess.SESSION;
import static dev.oxydra.memory.AppendingProcess.message;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.Await;
import dev.oxydra.testing.RequiresTool;
import dev.oxydra.types.Event;
import dev.oxydra.types.Journal;
import dev.oxydra.types.JournalException;
import dev.oxydra.types.JournalException.Kind;
import dev.oxydra.types.NewEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class SqliteJournalTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void chooseFile() {
    // Names that a URI or the driver could take for something else.
    file = folder.resolve("jour nal?mode=memory&x=%41#1.db");
  }

  @Test
  void everythingIsThereAfterItIsOpenedAgain() {
    List<Event> written;
    try (Journal journal = SqliteJournal.open(file)) {
      written = journal.append(List.of(message("one"), message("two \ud83d")));
    }
    try (Journal journal = SqliteJournal.open(file)) {
      assertEquals(written, journal.read(SESSION, 0, 10));
      assertEquals(3, journal.append(List.of(message("three"))).getFirst().seq());
    }
    assertTrue(Files.exists(file));
  }

  @Test
  void onlyTheOwnerReadsTheFiles() throws IOException {
    try (Journal journal = SqliteJournal.open(file)) {
      journal.append(List.of(message("secret")));
      try (var files = Files.list(folder)) {
        for (Path each : files.toList()) {
          assertEquals(
              "rw-------",
              PosixFilePermissions.toString(Files.getPosixFilePermissions(each)),
              each.toString());
        }
      }
    }
  }

  @Test
  void theFileIsSafeAndExtensionsCanNotBeLoaded() throws SQLException {
    try (Connection connection = JournalFile.openWriter(file);
        Statement statement = connection.createStatement()) {
      assertEquals("wal", text(statement, "PRAGMA journal_mode"));
      assertEquals("2", text(statement, "PRAGMA synchronous"));
      assertThrows(
          SQLException.class, () -> text(statement, "SELECT load_extension('libsqlitejdbc')"));
    }
  }

  @Test
  void questionsAreAnsweredFromIndices() throws SQLException {
    try (Connection connection = JournalFile.openWriter(file);
        Statement statement = connection.createStatement()) {
      for (String sql : Queries.ALL) {
        List<String> plan = new ArrayList<>();
        try (ResultSet row =
            statement.executeQuery("EXPLAIN QUERY PLAN " + sql.replace("?", "1"))) {
          while (row.next()) {
            plan.add(row.getString("detail"));
          }
        }
        assertTrue(
            plan.stream().noneMatch(step -> step.matches("SCAN (e|events)")),
            sql + " is answered by " + plan);
      }
    }
  }

  private static String text(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      return row.getString(1);
    }
  }

  @Test
  @Tag("system")
  void whatWasAcknowledgedOutlivesKill9() throws Exception {
    Process process = AppendingProcess.start(List.of(), file);
    List<String> lines = Collections.synchronizedList(new ArrayList<>());
    Thread reading =
        Thread.ofPlatform()
            .start(() -> {
              try (BufferedReader out = process.inputReader()) {
                out.lines().forEach(lines::add);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    try {
      Await.until("some are acknowledged", DEADLINE, () -> lines.size() > 500);
    } finally {
      process.destroyForcibly();
      assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    }
    reading.join();
    // What was being printed when it was killed may be cut.
    List<String> acknowledged = new ArrayList<>(lines.subList(0, lines.size() - 1));
    try (Journal journal = SqliteJournal.open(file)) {
      List<Event> events = journal.read(SESSION, 0, Integer.MAX_VALUE);
      Set<Long> there = new HashSet<>(events.stream().map(Event::seq).toList());
      assertTrue(acknowledged.stream().allMatch(seq -> there.contains(Long.valueOf(seq))));
      assertEquals(0, events.size() % 2, "both events of a call, or none");
      assertEquals(events.size(), events.getLast().seq());
      assertEquals(events.size() + 1, journal.append(List.of(message("more"))).getFirst().seq());
    }
  }

  @Test
  void aFullDiskLosesNothingAndIsOverWhenThereIsRoom() throws SQLException {
    Connection connection = JournalFile.openWriter(file);
    try (Statement statement = connection.createStatement()) {
      text(statement, "PRAGMA max_page_count = 20");
    }
    List<Event> seen = Collections.synchronizedList(new ArrayList<>());
    try (Journal journal = new SqliteJournal(file, connection, Clock.systemUTC());
        Journal.Subscription subscription = journal.subscribe(SESSION, 0, recording(seen))) {
      List<Event> written = new ArrayList<>(journal.append(List.of(message("small"))));
      NewEvent large = message("x".repeat(100_000));
      JournalException full =
          assertThrows(
              JournalException.class, () -> journal.append(List.of(message("small"), large)));
      assertEquals(Kind.FULL, full.kind());
      assertTrue(full.getMessage().contains("full; make room"), full.getMessage());
      written.addAll(journal.append(List.of(message("small again"))));
      assertEquals(List.of(1L, 2L), written.stream().map(Event::seq).toList());
      Await.until("both", DEADLINE, () -> seen.size() == 2);
      assertEquals(written, seen);
      assertEquals(written, journal.read(SESSION, 0, 10));
      assertFalse(subscription.equals(journal));
    }
  }

  @Test
  void aCallThatFailsDoesNotTakeOthersDown() throws Exception {
    Connection connection = JournalFile.openWriter(file);
    try (Statement statement = connection.createStatement()) {
      text(statement, "PRAGMA max_page_count = 60");
    }
    NewEvent large = message("x".repeat(400_000));
    try (Journal journal = new SqliteJournal(file, connection, Clock.systemUTC())) {
      List<Thread> threads = new ArrayList<>();
      List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
      for (int i = 0; i < 20; i++) {
        NewEvent event = i % 2 == 0 ? large : message("small");
        threads.add(
            Thread.ofVirtual()
                .uncaughtExceptionHandler((thread, failure) -> failures.add(failure))
                .start(() -> journal.append(List.of(event))));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertEquals(10, failures.size());
      assertEquals(10, journal.read(SESSION, 0, 100).size());
    }
  }

  @Test
  @RequiresTool("bwrap")
  void aFolderThatCanNotBeWrittenIsRefused() throws Exception {
    List<String> readOnly =
        List.of("bwrap", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc");
    assertEquals("READ_ONLY", firstLine(AppendingProcess.start(readOnly, file)));
    SqliteJournal.open(file).close();
    assertEquals("READ_ONLY", firstLine(AppendingProcess.start(readOnly, file)));
  }

  private static String firstLine(Process process) throws IOException {
    try (BufferedReader out = process.inputReader()) {
      return out.readLine();
    } finally {
      process.destroyForcibly();
      process.onExit().join();
    }
  }

  @Test
  void aFolderThatIsNotThereIsRefused() {
    Path lost = folder.resolve("none").resolve("journal.db");
    assertTrue(refusal(lost, Kind.IO).contains("its folder doesn't exist"));
  }

  @Test
  void aFileThatIsNoDatabaseIsRefused() throws IOException {
    Files.writeString(file, "Dear diary, today I was no database.\n".repeat(200));
    assertTrue(refusal(file, Kind.CORRUPT).contains("damaged or not a journal"));
  }

  @Test
  void aDatabaseOfAnotherProgramIsRefusedAndLeftAsItIs() throws Exception {
    Path other = folder.resolve("other.db");
    execute(other, "CREATE TABLE recipes(name)");
    byte[] before = Files.readAllBytes(other);
    assertTrue(refusal(other, Kind.CORRUPT).contains("another program"));
    assertArrayEquals(before, Files.readAllBytes(other));
  }

  @Test
  void aNewerSchemaIsRefused() throws SQLException {
    Path plain = folder.resolve("journal.db");
    SqliteJournal.open(plain).close();
    execute(plain, "PRAGMA user_version = 99");
    String message = refusal(plain, Kind.NEWER_SCHEMA);
    assertTrue(message.contains("schema version 99"), message);
  }

  @Test
  void aDamagedFileIsReportedAsOne() throws IOException {
    try (Journal journal = SqliteJournal.open(file)) {
      for (int i = 0; i < 50; i++) {
        journal.append(List.of(message("x".repeat(1000))));
      }
    }
    byte[] bytes = Files.readAllBytes(file);
    // The first page, with the schema, stays.
    Arrays.fill(bytes, 4096, bytes.length, (byte) 0x5a);
    Files.write(file, bytes, StandardOpenOption.TRUNCATE_EXISTING);
    JournalException refused =
        assertThrows(
            JournalException.class,
            () -> {
              try (Journal journal = SqliteJournal.open(file)) {
                journal.read(SESSION, 0, 100);
              }
            });
    assertEquals(Kind.CORRUPT, refused.kind());
  }

  @Test
  void aSecondWriterIsNoticed() {
    try (Journal first = SqliteJournal.open(file);
        Journal second = SqliteJournal.open(file)) {
      List<Event> written = first.append(List.of(message("mine")));
      JournalException refused =
          assertThrows(JournalException.class, () -> second.append(List.of(message("yours"))));
      assertTrue(refused.getMessage().contains("another process"), refused.getMessage());
      assertEquals(written, first.read(SESSION, 0, 10));
    }
  }

  private static String refusal(Path file, Kind kind) {
    JournalException refused =
        assertThrows(JournalException.class, () -> SqliteJournal.open(file).close());
    assertEquals(kind, refused.kind());
    return refused.getMessage();
  }

  private static void execute(Path file, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private static Journal.Listener recording(List<Event> seen) {
    return new Journal.Listener() {
      @Override
      public void onEvent(Event event) {
        seen.add(event);
      }

      @Override
      public void onCaughtUp(long seq) {}
    };
  }
}
