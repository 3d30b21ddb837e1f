package dev.oxydra.memory;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.SessionId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Takes a session, and those that its agents delegated to, out of the file. */
record Deletion(SessionId session, String actor) implements Rewrite {

  @Override
  public Rewritten run(EventTable table, long lastSeq, Instant now) throws SQLException {
    Database database = table.database();
    if (count(database, session) == 0) {
      throw new IllegalArgumentException("There is no session " + session);
    }
    List<Draft> drafts = new ArrayList<>();
    List<Event> events = new ArrayList<>();
    Deque<SessionId> left = new ArrayDeque<>(List.of(session));
    while (!left.isEmpty()) {
      SessionId each = left.remove();
      left.addAll(
          database.query(Queries.CHILDREN, row -> new SessionId(row.getString(1)), each.value()));
      EventPayload payload = new EventPayload.SessionDeleted(count(database, each));
      database.update("DELETE FROM events WHERE session_id = ?", each.value());
      drafts.add(Draft.of(new NewEvent(each, null, actor, payload)));
      events.add(drafts.getLast().committed(lastSeq + drafts.size(), now));
    }
    table.insert(events, drafts);
    return new Rewritten(events, events.getLast().seq());
  }

  private static long count(Database database, SessionId session) throws SQLException {
    return database.number(Queries.COUNT, session.value());
  }

  @Override
  public boolean erases() {
    return true;
  }
}
