package dev.oxydra.memory;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.SessionId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Copies a session's past into a new session, within the file. */
record Fork(SessionId from, long atSeq, SessionId fork, EventPayload.SessionCreated created)
    implements Rewrite {

  /** A UUIDv7 of the time that is its argument, as {@link dev.oxydra.types.Uuid7} makes them. */
  private static final String UUID7 =
      "format('%08x-%04x-7%03x-%04x-%012x', ?1 >> 16, ?1 & 65535, random() & 4095,"
          + " 32768 | (random() & 16383), random() & 281474976710655)";

  /** The time, the new session, the place before its first row, the old session, its last event. */
  static final String COPY =
      "INSERT INTO events(id, ts, session_id, seq, thread_id, turn_id, actor, type, parent, payload)"
          + " SELECT "
          + UUID7
          + """
          , ?1, ?2, ?3 + row_number() OVER (ORDER BY seq),
            thread_id, turn_id, actor, type, seq, payload
          FROM events original
          WHERE session_id = ?4 AND seq <= ?5
            AND substr(type, 1, instr(type, '.') - 1) NOT IN
              ('session', 'usage', 'time', 'approval', 'note', 'schedule', 'actor', 'notification',
               'checkpoint')
            AND (type <> 'turn.submitted' OR EXISTS (
              SELECT 1 FROM events ending
              WHERE ending.session_id = ?4 AND ending.turn_id = original.turn_id
                AND ending.seq <= ?5
                AND ending.type IN ('turn.completed', 'turn.cancelled', 'turn.failed')))
          """;

  /** A summary names the last event that it covers: that is a copy now. */
  private static final String SUMMARIES =
      """
      UPDATE events SET payload = json_set(payload, '$.up_to_seq', (
        SELECT max(copy.seq) FROM events copy
        WHERE copy.session_id = events.session_id AND copy.seq < events.seq
          AND coalesce(copy.parent, 0) <= json_extract(events.payload, '$.up_to_seq')))
      WHERE session_id = ? AND type = 'summary.written'
      """;

  @Override
  public Rewritten run(EventTable table, long lastSeq, Instant now) throws SQLException {
    Database database = table.database();
    if (database.number(Queries.HAS_EVENT, atSeq, from.value()) == 0) {
      throw new IllegalArgumentException("Session " + from + " has no event " + atSeq);
    }
    if (database.number(Queries.LAST_SEQ, fork.value()) != 0) {
      throw new IllegalArgumentException("There is a session " + fork + " already");
    }
    List<Draft> drafts =
        List.of(
            Draft.of(new NewEvent(fork, null, "user", created)),
            Draft.of(
                new NewEvent(fork, null, "user", new EventPayload.SessionForked(from, atSeq))));
    List<Event> first =
        List.of(
            drafts.get(0).committed(lastSeq + 1, now), drafts.get(1).committed(lastSeq + 2, now));
    table.insert(first, drafts);
    int copied =
        database.update(COPY, now.toEpochMilli(), fork.value(), lastSeq + 2, from.value(), atSeq);
    database.update(SUMMARIES, fork.value());
    return new Rewritten(List.of(first.getLast()), lastSeq + 2 + copied);
  }
}
