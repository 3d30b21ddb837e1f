package dev.oxydra.memory;

import dev.oxydra.types.Event;
import dev.oxydra.types.TurnId;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Writes rows; used by the writer's thread alone. */
final class EventTable {
  private static final String INSERT =
      "INSERT INTO events(seq, id, ts, session_id, turn_id, actor, type, parent, payload)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";

  private final Database database;

  EventTable(Database database) {
    this.database = database;
  }

  Database database() {
    return database;
  }

  /** In the transaction that the caller has begun. */
  void insert(List<Event> events, List<Draft> drafts) throws SQLException {
    PreparedStatement insert = database.prepared(INSERT);
    for (int i = 0; i < events.size(); i++) {
      bind(insert, events.get(i), drafts.get(i));
      insert.executeUpdate();
    }
  }

  /** The last committed event's place; 0 in an empty journal. */
  long lastSeq() throws SQLException {
    return database.number("SELECT coalesce(max(seq), 0) FROM events");
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
}
