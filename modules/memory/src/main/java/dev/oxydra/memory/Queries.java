package dev.oxydra.memory;

import java.util.List;

/** What is asked of the journal; each is answered from an index. */
final class Queries {
  private static final String COLUMNS =
      "e.seq, e.id, e.ts, e.session_id, e.turn_id, e.actor, e.type, e.parent, e.payload";

  /** Word by word the condition of the index on turns: SQLite uses it for no other. */
  private static final String OF_TURNS =
      "type IN ('turn.submitted', 'turn.completed', 'turn.cancelled', 'turn.failed')";

  /** Of a session, after a place, up to a limit. */
  static final String EVENTS =
      "SELECT " + COLUMNS + " FROM events e WHERE session_id = ? AND seq > ? ORDER BY seq LIMIT ?";

  /** Of a session. */
  static final String LAST_SEQ = "SELECT coalesce(max(seq), 0) FROM events WHERE session_id = ?";

  /** A turn submitted twice is one turn. */
  static final String UNFINISHED_TURNS =
      "SELECT "
          + COLUMNS
          + " FROM (SELECT min(seq) AS seq FROM events WHERE "
          + OF_TURNS
          + " AND turn_id IS NOT NULL GROUP BY session_id, turn_id"
          + " HAVING min(type = 'turn.submitted')) AS submitted"
          + " JOIN events e ON e.seq = submitted.seq ORDER BY e.seq";

  /** Of a session, with an id. */
  static final String TURN =
      "SELECT 1 FROM events WHERE session_id = ? AND turn_id = ? AND type = 'turn.submitted' AND "
          + OF_TURNS
          + " LIMIT 1";

  /** The creation of each, and in the tenth column when it was active last. */
  static final String SESSIONS =
      "SELECT "
          + COLUMNS
          + ", last.ts FROM (SELECT min(seq) AS seq, session_id FROM events"
          + " WHERE type = 'session.created' GROUP BY session_id) AS created"
          + " JOIN events e ON e.seq = created.seq JOIN events last ON last.seq ="
          + " (SELECT max(seq) FROM events WHERE session_id = created.session_id)"
          + " ORDER BY last.seq DESC";

  static final List<String> ALL = List.of(EVENTS, LAST_SEQ, UNFINISHED_TURNS, TURN, SESSIONS);

  private Queries() {}
}
