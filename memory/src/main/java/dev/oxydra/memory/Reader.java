package dev.oxydra.memory;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventCodec;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.JournalException;
import dev.oxydra.types.JournalException.Kind;
import dev.oxydra.types.Json;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.SessionInfo;
import dev.oxydra.types.TurnId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Queries, on a connection of its own that is opened for the first of them. */
final class Reader implements AutoCloseable {
  private static final String COLUMNS =
      "e.seq, e.id, e.ts, e.session_id, e.turn_id, e.actor, e.type, e.parent, e.payload";

  /** Word by word the condition of the index on turns: SQLite uses it for no other. */
  private static final String OF_TURNS =
      "type IN ('turn.submitted', 'turn.completed', 'turn.cancelled', 'turn.failed')";

  private final Path file;
  private @Nullable Connection connection;
  private boolean closed;

  Reader(Path file) {
    this.file = file;
  }

  List<Event> events(SessionId session, long afterSeq, int limit) {
    return decoded(
        query(
            "SELECT "
                + COLUMNS
                + " FROM events e WHERE session_id = ? AND seq > ? ORDER BY seq LIMIT ?",
            Reader::row,
            session.value(),
            afterSeq,
            limit));
  }

  /** 0 where the session has no event. */
  long lastSeq(SessionId session) {
    return query(
            "SELECT coalesce(max(seq), 0) FROM events WHERE session_id = ?",
            row -> row.getLong(1),
            session.value())
        .getFirst();
  }

  /** A turn submitted twice is one turn. */
  List<Event> unfinishedTurns() {
    return decoded(
        query(
            "SELECT "
                + COLUMNS
                + " FROM events e JOIN (SELECT min(seq) AS seq FROM events WHERE "
                + OF_TURNS
                + " AND turn_id IS NOT NULL GROUP BY session_id, turn_id"
                + " HAVING min(type = 'turn.submitted')) AS open ON e.seq = open.seq"
                + " ORDER BY e.seq",
            Reader::row));
  }

  boolean hasTurn(SessionId session, TurnId turn) {
    return !query(
            "SELECT 1 FROM events WHERE session_id = ? AND turn_id = ? AND type = 'turn.submitted'"
                + " AND "
                + OF_TURNS
                + " LIMIT 1",
            row -> true,
            session.value(),
            turn.value())
        .isEmpty();
  }

  /** The most recently active first. */
  List<SessionInfo> sessions() {
    return query(
            "SELECT "
                + COLUMNS
                + ", last.ts FROM (SELECT min(seq) AS seq, session_id FROM events"
                + " WHERE type = 'session.created' GROUP BY session_id) AS created"
                + " JOIN events e ON e.seq = created.seq JOIN events last ON last.seq ="
                + " (SELECT max(seq) FROM events WHERE session_id = created.session_id)"
                + " ORDER BY last.seq DESC",
            row -> new Active(row(row), Instant.ofEpochMilli(row.getLong(10))))
        .stream()
        .map(session -> info(decode(session.created()), session.lastAt()))
        .toList();
  }

  /** The last committed event's place; 0 in an empty journal. */
  static long lastSeq(Connection connection) throws SQLException {
    try (PreparedStatement statement =
            connection.prepareStatement("SELECT coalesce(max(seq), 0) FROM events");
        ResultSet row = statement.executeQuery()) {
      return row.getLong(1);
    }
  }

  private SessionInfo info(Event event, Instant lastAt) {
    if (!(event.payload() instanceof EventPayload.SessionCreated created)) {
      throw new IllegalStateException("Not the creation of a session: " + event);
    }
    return new SessionInfo(
        event.sessionId(),
        created.agentName(),
        created.displayName(),
        created.channelOrigin(),
        event.ts(),
        lastAt,
        false,
        created.parent());
  }

  private synchronized <T> List<T> query(String sql, RowReader<T> reader, Object... arguments) {
    if (closed) {
      throw Failure.closed(file);
    }
    if (connection == null) {
      connection = JournalFile.openReader(file);
    }
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < arguments.length; i++) {
        statement.setObject(i + 1, arguments[i]);
      }
      List<T> rows = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          rows.add(reader.read(row));
        }
      }
      return rows;
    } catch (SQLException e) {
      throw Failure.of("Can't read", file, e);
    }
  }

  private static Row row(ResultSet row) throws SQLException {
    long parent = row.getLong(8);
    boolean hasParent = !row.wasNull();
    return new Row(
        row.getLong(1),
        row.getString(2),
        row.getLong(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getString(7),
        hasParent ? parent : null,
        row.getString(9));
  }

  /** After the query, so that nobody waits for the parsing of another's rows. */
  private List<Event> decoded(List<Row> rows) {
    return rows.stream().map(this::decode).toList();
  }

  private Event decode(Row row) {
    try {
      return new Event(
          row.seq(),
          UUID.fromString(row.id()),
          Instant.ofEpochMilli(row.ts()),
          new SessionId(row.sessionId()),
          row.turnId() == null ? null : new TurnId(row.turnId()),
          row.actor(),
          row.parent(),
          EventCodec.read(row.type(), Json.mapper().readTree(row.payload())));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new JournalException(
          Kind.CORRUPT,
          "The journal " + file + " has a damaged row " + row.seq() + " of type " + row.type(),
          e);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        throw Failure.of("Can't close", file, e);
      }
    }
  }

  private interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  private record Active(Row created, Instant lastAt) {}

  private record Row(
      long seq,
      String id,
      long ts,
      String sessionId,
      @Nullable String turnId,
      String actor,
      String type,
      @Nullable Long parent,
      String payload) {}
}
