package dev.oxydra.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables of the projections. Their file can be deleted at any time: so it has one version and
 * no migrations.
 *
 * <p>Its log is synced at checkpoints alone. A crash of the machine may take back what it had last,
 * which is added again from the journal, but doesn't damage it.
 */
final class ViewFile {
  /** "OxyV". */
  private static final int APPLICATION_ID = 0x4f787956;

  /** To be changed with anything in {@link #TABLES} or in {@link ViewTables}. */
  private static final int VERSION = 5;

  /**
   * {@code done} is the journal's event up to which the tables are complete. {@code display_name}
   * and {@code edited} are JSON strings, and so is {@code exact}, which is there when a message's
   * text has half a surrogate pair: SQLite's text can't hold that.
   */
  private static final String TABLES =
      """
      CREATE TABLE done(seq INTEGER NOT NULL, id TEXT NOT NULL) STRICT;
      INSERT INTO done VALUES (0, '');
      CREATE TABLE sessions(
        session_id TEXT PRIMARY KEY,
        agent_name TEXT NOT NULL,
        display_name TEXT,
        channel_origin TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        active_at INTEGER NOT NULL,
        active_seq INTEGER NOT NULL,
        archived INTEGER NOT NULL,
        parent_session_id TEXT
      ) STRICT;
      CREATE TABLE messages(
        seq INTEGER PRIMARY KEY,
        parent INTEGER,
        session_id TEXT NOT NULL,
        turn_id TEXT,
        ts INTEGER NOT NULL,
        role TEXT NOT NULL,
        text TEXT NOT NULL,
        exact TEXT
      ) STRICT;
      CREATE INDEX messages_by_session ON messages(session_id);
      CREATE VIRTUAL TABLE words USING fts5(
        text, content = 'messages', content_rowid = 'seq',
        tokenize = 'unicode61 remove_diacritics 2');
      CREATE TABLE usage(
        session_id TEXT NOT NULL,
        day TEXT NOT NULL,
        provider TEXT NOT NULL,
        model TEXT NOT NULL,
        calls INTEGER NOT NULL,
        input INTEGER NOT NULL,
        output INTEGER NOT NULL,
        cached_input INTEGER NOT NULL,
        reasoning INTEGER NOT NULL,
        cache_write INTEGER NOT NULL,
        cost_usd TEXT,
        PRIMARY KEY (session_id, day, provider, model)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE times(
        session_id TEXT NOT NULL,
        day TEXT NOT NULL,
        active_ms INTEGER NOT NULL,
        PRIMARY KEY (session_id, day)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE approvals(
        session_id TEXT NOT NULL,
        approval_id TEXT NOT NULL,
        seq INTEGER NOT NULL,
        decision TEXT,
        PRIMARY KEY (session_id, approval_id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX approvals_pending ON approvals(seq) WHERE decision IS NULL;
      CREATE INDEX approvals_granted ON approvals(seq)
        WHERE decision IN ('ALLOW_SESSION', 'ALLOW_ALWAYS');
      CREATE TABLE approval_modes(session_id TEXT PRIMARY KEY, mode TEXT NOT NULL)
        STRICT, WITHOUT ROWID;
      CREATE TABLE turns(
        session_id TEXT NOT NULL,
        turn_id TEXT NOT NULL,
        seq INTEGER,
        edited TEXT,
        started INTEGER NOT NULL,
        ended INTEGER NOT NULL,
        PRIMARY KEY (session_id, turn_id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX turns_open ON turns(seq) WHERE ended = 0;
      CREATE TABLE scratchpads(session_id TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
      """;

  private ViewFile() {}

  /** The file beside a journal. */
  static Path beside(Path journal) {
    return journal.resolveSibling("views.db");
  }

  /**
   * Opens a file, which is made if there is none.
   *
   * @throws SQLException when it is damaged, or of another program or version
   */
  static Database open(Path file) throws SQLException {
    boolean isNew = !Files.exists(file);
    JournalFile.create(file, "projections");
    Connection connection =
        JournalFile.connect(
            file,
            opened ->
                JournalFile.execute(
                    opened,
                    "PRAGMA busy_timeout = 5000; PRAGMA trusted_schema = OFF;"
                        + "PRAGMA secure_delete = ON; PRAGMA journal_mode = WAL;"
                        + "PRAGMA synchronous = NORMAL"));
    try {
      if (isNew) {
        JournalFile.execute(connection, creation());
      }
      requireVersion(connection);
      return new Database(connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private static String creation() {
    return "BEGIN IMMEDIATE;"
        + TABLES
        + "PRAGMA application_id = "
        + APPLICATION_ID
        + ";PRAGMA user_version = "
        + VERSION
        + ";COMMIT";
  }

  private static void requireVersion(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT user_version, application_id"
                    + " FROM pragma_user_version, pragma_application_id")) {
      if (row.getInt(1) != VERSION || row.getInt(2) != APPLICATION_ID) {
        throw new SQLException("Projections of version " + row.getInt(1) + ", not " + VERSION);
      }
    }
  }

  /** Deletes a file and SQLite's files beside it; nothing is open in it. */
  static void delete(Path file) {
    for (String suffix : List.of("", "-wal", "-shm", "-journal")) {
      try {
        Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
      } catch (IOException e) {
        throw new UncheckedIOException("Can't delete the projections " + file, e);
      }
    }
  }
}
