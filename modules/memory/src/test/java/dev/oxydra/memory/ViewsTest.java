package dev.oxydra.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.RandomEvents;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.SessionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The projections' file, and what makes it doubtful. */
@Timeout(120)
final class ViewsTest {
  private static final SessionId SESSION = new SessionId("s");

  @TempDir private Path folder;
  private Path file;
  private Path views;

  @BeforeEach
  void chooseFiles() {
    file = folder.resolve("journal.db");
    views = folder.resolve("views.db");
  }

  private List<String> filled() {
    long seed = new Random().nextLong();
    System.out.println("ViewsTest: seed " + seed);
    try (Journal journal = SqliteJournal.open(file)) {
      RandomEvents events = new RandomEvents(seed, journal);
      for (int i = 0; i < 150; i++) {
        events.step();
      }
      return journal.projections().dump();
    }
  }

  private void assertAddsUpTo(List<String> expected) {
    try (Journal journal = SqliteJournal.open(file)) {
      assertEquals(expected, journal.projections().dump());
      assertTrue(journal.projections().search("plan", 10).size() <= 10);
    }
  }

  @Test
  void nothingIsOpenedBeforeTheFirstQuestion() throws IOException {
    try (Journal journal = SqliteJournal.open(file)) {
      journal.append(
          List.of(new NewEvent(SESSION, null, "user", new EventPayload.SessionArchived(true))));
      assertFalse(Files.exists(views));
      assertEquals(List.of(), journal.projections().sessions());
      assertEquals(
          "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(views)));
    }
  }

  @Test
  void aMissingFileIsBuiltAnew() throws IOException {
    List<String> expected = filled();
    Files.delete(views);
    assertAddsUpTo(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4096, 30_000})
  void aDamagedFileIsBuiltAnew(int from) throws IOException {
    List<String> expected = filled();
    byte[] bytes = Files.readAllBytes(views);
    Arrays.fill(bytes, from, bytes.length, (byte) 0x5a);
    Files.write(views, bytes);
    assertAddsUpTo(expected);
  }

  @Test
  void anEmptyFileIsBuiltAnew() throws IOException {
    List<String> expected = filled();
    Files.write(views, new byte[0]);
    assertAddsUpTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PRAGMA user_version = 99",
        "PRAGMA application_id = 7",
        "DROP TABLE usage",
        "UPDATE done SET id = 'of another journal'",
        "UPDATE done SET seq = seq + 1000"
      })
  void whatIsOfAnotherVersionOrJournalIsBuiltAnew(String change) throws SQLException {
    List<String> expected = filled();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + views);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(change);
    }
    assertAddsUpTo(expected);
  }

  @Test
  void aJournalThatWasPutBackIsNoticed() throws IOException {
    filled();
    List<String> before;
    Path copy = folder.resolve("copy.db");
    Files.copy(file, copy);
    before = filled();
    Files.copy(copy, file, StandardCopyOption.REPLACE_EXISTING);
    try (Journal journal = SqliteJournal.open(file)) {
      List<String> now = journal.projections().dump();
      assertFalse(before.equals(now));
      journal.projections().rebuild();
      assertEquals(journal.projections().dump(), now);
    }
  }

  @Test
  void twoProcessesMayShareTheFile() {
    try (Journal one = SqliteJournal.open(file);
        Journal reading = SqliteJournal.open(file)) {
      RandomEvents events = new RandomEvents(7, one);
      for (int i = 0; i < 50; i++) {
        events.step();
      }
      List<String> first = one.projections().dump();
      reading.projections().rebuild();
      try (Journal third = SqliteJournal.open(file)) {
        assertEquals(first, third.projections().dump());
      }
    }
  }

  @Test
  void questionsAreAnsweredFromIndices() throws SQLException {
    try (Database database = ViewFile.open(views)) {
      for (String sql :
          List.of(
              ViewRows.SESSION,
              ViewRows.MESSAGES,
              ViewRows.USAGE_OF,
              ViewRows.PENDING,
              ViewRows.QUEUE,
              ViewSearch.FIND)) {
        List<String> plan =
            database.query(
                "EXPLAIN QUERY PLAN " + sql.replace("?", "'x'"), row -> row.getString("detail"));
        assertTrue(
            plan.stream()
                .noneMatch(
                    step -> step.matches("SCAN (sessions|messages|usage|approvals|turns|m)")),
            sql + " is answered by " + plan);
      }
    }
  }

  @Test
  void whatIsAskedRightAfterAnAppendIsUpToDate() {
    try (Journal journal = SqliteJournal.open(file)) {
      journal.append(
          List.of(
              new NewEvent(
                  SESSION,
                  null,
                  "user",
                  new EventPayload.SessionCreated("default", null, "gateway", null))));
      List<Long> micros = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        Event event =
            journal
                .append(
                    List.of(
                        new NewEvent(
                            SESSION, null, "user", new EventPayload.SessionRenamed("name " + i))))
                .getFirst();
        long begin = System.nanoTime();
        assertEquals(
            event.ts(), journal.projections().session(SESSION).orElseThrow().lastActiveAt());
        micros.add((System.nanoTime() - begin) / 1000);
      }
      micros.sort(null);
      System.out.println("session() after an append: " + micros.get(150) + " µs in the median");
    }
  }
}
