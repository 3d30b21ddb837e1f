package dev.oxydra.memory;

import java.util.List;

/** What is asked of the journal; each is answered from an index. */
final class Queries {
  private static final String SELECT =
      "SELECT e.seq, e.id, e.ts, e.session_id, e.turn_id, e.actor, e.type, e.parent, e.payload"
          + " FROM events e";

  /** Of a session, after a place, up to a limit. */
  static final String EVENTS = SELECT + " WHERE session_id = ? AND seq > ? ORDER BY seq LIMIT ?";

  /** The same, backwards from a place. */
  static final String EVENTS_BEFORE =
      SELECT + " WHERE session_id = ? AND seq < ? ORDER BY seq DESC LIMIT ?";

  /** Of all sessions, after a place, up to a limit. */
  static final String ALL_EVENTS = SELECT + " WHERE seq > ? ORDER BY seq LIMIT ?";

  /** At a place. */
  static final String EVENT = SELECT + " WHERE seq = ?";

  /** Of a session and a turn. */
  static final String TURN_EVENTS = SELECT + " WHERE session_id = ? AND turn_id = ? ORDER BY seq";

  /** At a place, of a session: 1, or 0. */
  static final String HAS_EVENT = "SELECT count(*) FROM events WHERE seq = ? AND session_id = ?";

  /** Of a session. */
  static final String LAST_SEQ = "SELECT coalesce(max(seq), 0) FROM events WHERE session_id = ?";

  /** How many a session has, but for the trace of one that was deleted. */
  static final String COUNT =
      "SELECT count(*) FROM events WHERE session_id = ? AND type <> 'session.deleted'";

  /** Of a session, with an id. */
  static final String TURN =
      "SELECT 1 FROM events WHERE session_id = ? AND turn_id = ? AND type = 'turn.submitted'"
          + " LIMIT 1";

  /** The sessions that a session's agents delegated to. */
  static final String CHILDREN =
      "SELECT DISTINCT session_id FROM events WHERE type = 'session.created'"
          + " AND json_valid(payload) AND json_extract(payload, '$.parent') = ?";

  /** Made when there was something of a session. */
  static final String BACKUPS =
      "SELECT name FROM backups WHERE last_seq >= (SELECT min(seq) FROM events"
          + " WHERE session_id = ? AND type <> 'session.deleted') ORDER BY made_at, name";

  /** Made when there was an event. */
  static final String BACKUPS_WITH =
      "SELECT name FROM backups WHERE last_seq >= ? ORDER BY made_at, name";

  static final List<String> ALL =
      List.of(
          EVENTS,
          EVENTS_BEFORE,
          ALL_EVENTS,
          EVENT,
          TURN_EVENTS,
          HAS_EVENT,
          LAST_SEQ,
          COUNT,
          TURN,
          CHILDREN,
          BACKUPS);

  private Queries() {}
}
