package dev.oxydra.benchmarks;

import dev.oxydra.memory.SqliteJournal;
import dev.oxydra.types.Uuid7;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** The journal's tables, written to by plain JDBC: one thread, no waiting for anybody. */
final class RawSqlite implements AutoCloseable {
  /** The text of a row: with its envelope 400 bytes of payload. */
  static final int TEXT = 328;

  private static final int SYNCS = 200;

  private final Connection connection;
  private final PreparedStatement insert;
  private final String payload =
      "{\"message\":{\"role\":\"user\",\"content\":[{\"kind\":\"text\",\"text\":\""
          + "x".repeat(TEXT)
          + "\"}]}}";
  private long seq;

  private RawSqlite(Connection connection) throws SQLException {
    this.connection = connection;
    this.insert =
        connection.prepareStatement(
            "INSERT INTO events(seq, id, ts, session_id, turn_id, actor, type, parent, payload)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
  }

  static RawSqlite open(Path file) throws SQLException {
    // Makes the tables.
    SqliteJournal.open(file).close();
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    }
    connection.setAutoCommit(false);
    return new RawSqlite(connection);
  }

  /** Commits that many rows in one transaction. */
  void insert(int rows) throws SQLException {
    long now = System.currentTimeMillis();
    for (int i = 0; i < rows; i++) {
      insert.setLong(1, ++seq);
      insert.setString(2, Uuid7.create().toString());
      insert.setLong(3, now);
      insert.setString(4, "session-" + i);
      insert.setString(5, "0190a8b7-0000-7000-8000-000000000000");
      insert.setString(6, "user");
      insert.setString(7, "message.user");
      insert.setObject(8, null);
      insert.setString(9, payload);
      insert.executeUpdate();
    }
    connection.commit();
  }

  /** What the disk alone takes to sync a page, in the mean. */
  static double syncMicros(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer page = ByteBuffer.allocate(4096);
      long begin = System.nanoTime();
      for (int i = 0; i < SYNCS; i++) {
        channel.write(page.clear(), (long) i * page.capacity());
        channel.force(false);
      }
      return (System.nanoTime() - begin) / 1e3 / SYNCS;
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
