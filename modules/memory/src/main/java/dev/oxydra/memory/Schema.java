package dev.oxydra.memory;

import dev.oxydra.types.JournalException;
import dev.oxydra.types.JournalException.Kind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The journal's tables, and how an older file becomes a current one. */
final class Schema {
  /** "Oxyd", which {@code file} shows and which tells a journal from another program's database. */
  private static final int APPLICATION_ID = 0x4f787964;

  /**
   * The n-th takes a file from version n - 1 to n. What was released is never changed.
   *
   * <p>Version 1: {@code ts} is in milliseconds since 1970; the indices serve one session's events,
   * the list of sessions, and which turns were submitted and ended.
   *
   * <p>Version 2: an index of every turn's events in place of that of submitted and ended ones, and
   * the copies that were made of the file, with the last event that is in them.
   */
  private static final List<String> MIGRATIONS =
      List.of(
          """
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
          """,
          """
          DROP INDEX turns;
          CREATE INDEX events_by_turn ON events(session_id, turn_id) WHERE turn_id IS NOT NULL;
          CREATE TABLE backups(
            name TEXT PRIMARY KEY,
            made_at INTEGER NOT NULL,
            last_seq INTEGER NOT NULL
          ) STRICT, WITHOUT ROWID;
          """);

  /** The version that this program writes. */
  static final int VERSION = MIGRATIONS.size();

  private Schema() {}

  /**
   * The file's version; 0 where it is new.
   *
   * @throws JournalException when a newer program or another one wrote it
   */
  static int check(Connection connection, Path file) throws SQLException {
    int version = number(connection, "PRAGMA user_version");
    if (version == 0 ? hasTables(connection) : !isJournal(connection)) {
      throw new JournalException(
          Kind.CORRUPT,
          file
              + " is a database of another program, not a journal; move it away or configure"
              + " another place");
    }
    if (version > VERSION) {
      throw new JournalException(
          Kind.NEWER_SCHEMA,
          "The journal "
              + file
              + " has schema version "
              + version
              + " and this program knows up to "
              + VERSION
              + "; a newer Oxydra wrote it, start that one");
    }
    return version;
  }

  /** Brings a file of an older version to {@link #VERSION}, wholly or not at all. */
  static void migrate(Connection connection, int version) throws SQLException {
    if (version < VERSION) {
      JournalFile.execute(connection, script(version));
    }
  }

  private static String script(int version) {
    return "BEGIN IMMEDIATE;"
        + String.join("", MIGRATIONS.subList(version, VERSION))
        + "PRAGMA application_id = "
        + APPLICATION_ID
        + ";PRAGMA user_version = "
        + VERSION
        + ";COMMIT";
  }

  private static boolean hasTables(Connection connection) throws SQLException {
    return number(connection, "SELECT count(*) FROM sqlite_schema") > 0;
  }

  private static boolean isJournal(Connection connection) throws SQLException {
    return number(connection, "PRAGMA application_id") == APPLICATION_ID;
  }

  private static int number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.getInt(1);
    }
  }
}
