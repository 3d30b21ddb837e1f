package dev.oxydra.memory;

import dev.oxydra.types.Event;
import dev.oxydra.types.TurnId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes rows; used by the writer's thread alone. */
final class EventTable {
  private static final Logger LOG = LoggerFactory.getLogger(EventTable.class);
  private static final String INSERT =
      "INSERT INTO events(seq, id, ts, session_id, turn_id, actor, type, parent, payload)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

  private final Connection connection;

  /** None after a failure: the driver may have ended it then. */
  private @Nullable PreparedStatement insert;

  EventTable(Connection connection) throws SQLException {
    this.connection = connection;
    // Tells the driver to leave transactions to us; the one that it begins is ended at once.
    connection.setAutoCommit(false);
    execute("ROLLBACK");
  }

  /** Commits all or none. After an exception {@link #rollback} has to be called. */
  void insert(List<Event> events, List<Draft> drafts) throws SQLException {
    execute("BEGIN IMMEDIATE");
    if (insert == null) {
      insert = connection.prepareStatement(INSERT);
    }
    for (int i = 0; i < events.size(); i++) {
      bind(insert, events.get(i), drafts.get(i));
      insert.executeUpdate();
    }
    // Not Connection.commit(): that begins the next transaction, and would report its failure.
    execute("COMMIT");
  }

  /** The last committed event's place; 0 in an empty journal. */
  static long lastSeq(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT coalesce(max(seq), 0) FROM events")) {
      return row.getLong(1);
    }
  }

  private static void bind(PreparedStatement insert, Event event, Draft draft) throws SQLException {
    TurnId turn = event.turnId();
    insert.setLong(1, event.seq());
    insert.setString(2, event.id().toString());
    insert.setLong(3, event.ts().toEpochMilli());
    insert.setString(4, event.sessionId().value());
    insert.setString(5, turn == null ? null : turn.value());
    insert.setString(6, event.actor());
    insert.setString(7, draft.type());
    insert.setObject(8, event.parent());
    insert.setString(9, draft.json());
  }

  /** Undoes what {@link #insert} left; SQLite may have done so itself already. */
  void rollback() {
    try {
      if (insert != null) {
        insert.close();
      }
      execute("ROLLBACK");
    } catch (SQLException e) {
      LOG.debug("Nothing to roll back", e);
    } finally {
      insert = null;
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }
}
