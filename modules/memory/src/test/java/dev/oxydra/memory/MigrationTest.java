package dev.oxydra.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Journal;
import dev.oxydra.types.JournalException;
import dev.oxydra.types.Message;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.Usage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that older versions of the program wrote. */
@Timeout(60)
final class MigrationTest {
  /** What each version makes of an empty file, word by word as it was released. */
  private static final Map<Integer, String> RELEASED =
      Map.of(
          1,
          """
          PRAGMA journal_mode = WAL;
          BEGIN IMMEDIATE;
          CREATE TABLE events(
            seq INTEGER PRIMARY KEY,
            id TEXT NOT NULL,
            ts INTEGER NOT NULL,
            session_id TEXT NOT NULL,
            thread_id TEXT,
            turn_id TEXT,
            actor TEXT NOT NULL,
            type TEXT NOT NULL,
            parent INTEGER,
            payload TEXT NOT NULL
          ) STRICT;
          CREATE INDEX events_by_session ON events(session_id, seq);
          CREATE INDEX sessions_created ON events(session_id) WHERE type = 'session.created';
          CREATE INDEX turns ON events(session_id, turn_id, type) WHERE type IN
            ('turn.submitted', 'turn.completed', 'turn.cancelled', 'turn.failed');
          PRAGMA application_id = 1333295460;
          PRAGMA user_version = 1;
          COMMIT;
          """);

  private static final String ROWS =
      """
      INSERT INTO events(seq, id, ts, session_id, turn_id, actor, type, payload) VALUES
        (1, '0190a8b7-0000-7000-8000-000000000001', 1767268800000, 's', NULL, 'user',
         'session.created', '{"agent_name":"default","channel_origin":"gateway"}'),
        (2, '0190a8b7-0000-7000-8000-000000000002', 1767268801000, 's', 't', 'user',
         'turn.submitted', '{"prompt":"hi","attachments":[]}'),
        (3, '0190a8b7-0000-7000-8000-000000000003', 1767268802000, 's', 't', 'user',
         'message.user',
         '{"message":{"role":"user","content":[{"kind":"text","text":"hi"}]}}'),
        (4, '0190a8b7-0000-7000-8000-000000000004', 1767268803000, 's', 't', 'default',
         'turn.completed', '{"finish_reason":"stop","usage":{"input_tokens":0,
         "output_tokens":0,"cached_input_tokens":0,"reasoning_tokens":0}}'),
        (5, '0190a8b7-0000-7000-8000-000000000005', 1767268804000, 's', 'u', 'user',
         'turn.submitted', '{"prompt":"more","attachments":[]}');
      """;

  private static final SessionId SESSION = new SessionId("s");

  @TempDir private Path folder;

  static List<Integer> olderVersions() {
    List<Integer> versions = new ArrayList<>();
    for (int version = 1; version < Schema.VERSION; version++) {
      versions.add(version);
    }
    return versions;
  }

  private Path released(int version) throws SQLException {
    Path file = folder.resolve("journal.db");
    execute(file, RELEASED.get(version) + ROWS);
    return file;
  }

  private static void execute(Path file, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  @ParameterizedTest
  @MethodSource("olderVersions")
  void everyOlderVersionIsBroughtForwardWithAllItHas(int version) throws SQLException {
    Path file = released(version);
    try (Journal journal = SqliteJournal.open(file)) {
      List<Event> events = journal.read(SESSION, 0, 10);
      assertEquals(
          List.of(
              new EventPayload.SessionCreated("default", null, "gateway", null),
              new EventPayload.TurnSubmitted("hi", List.of()),
              new EventPayload.UserMessage(Message.user("hi")),
              new EventPayload.TurnCompleted(FinishReason.STOP, Usage.NONE),
              new EventPayload.TurnSubmitted("more", List.of())),
          events.stream().map(Event::payload).toList());
      assertEquals(events.subList(1, 4), journal.turn(SESSION, new TurnId("t")));
      assertEquals(events.get(4), journal.projections().queue().getFirst().submitted());
      assertEquals(List.of(), journal.backupsOf(SESSION));
    }
    Path fresh = folder.resolve("fresh.db");
    SqliteJournal.open(fresh).close();
    assertEquals(schema(fresh), schema(file));
  }

  @ParameterizedTest
  @MethodSource("olderVersions")
  void aMigrationThatFailsLeavesTheFileAsItWas(int version) throws SQLException {
    Path file = released(version);
    // In the way of a table of version 2, which is made last.
    execute(file, "CREATE TABLE backups(mine)");
    List<String> before = schema(file);
    assertThrows(JournalException.class, () -> SqliteJournal.open(file).close());
    assertEquals(before, schema(file));
    execute(file, "DROP TABLE backups");
    try (Journal journal = SqliteJournal.open(file)) {
      assertEquals(5, journal.read(SESSION, 0, 10).size());
    }
  }

  /** All that a file's first page says, and what there is in it. */
  private static List<String> schema(Path file) throws SQLException {
    List<String> lines = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      for (String sql :
          List.of(
              "PRAGMA user_version",
              "PRAGMA application_id",
              "SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY name")) {
        try (ResultSet row = statement.executeQuery(sql)) {
          while (row.next()) {
            lines.add(row.getString(1));
          }
        }
      }
    }
    return lines;
  }

  @Test
  void thereIsAFileOfEveryOlderVersion() {
    assertTrue(RELEASED.keySet().containsAll(olderVersions()));
  }
}
