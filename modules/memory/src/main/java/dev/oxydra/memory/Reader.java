package dev.oxydra.memory;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
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
import org.jspecify.annotations.Nullable;

/** Queries, on a connection of its own that is opened for the first of them. */
final class Reader implements AutoCloseable {
  private final Path file;
  private @Nullable Connection connection;
  private boolean closed;

  Reader(Path file) {
    this.file = file;
  }

  List<Event> events(SessionId session, long afterSeq, int limit) {
    return decoded(query(Queries.EVENTS, EventRow::of, session.value(), afterSeq, limit));
  }

  long lastSeq(SessionId session) {
    return query(Queries.LAST_SEQ, row -> row.getLong(1), session.value()).getFirst();
  }

  List<Event> unfinishedTurns() {
    return decoded(query(Queries.UNFINISHED_TURNS, EventRow::of));
  }

  boolean hasTurn(SessionId session, TurnId turn) {
    return !query(Queries.TURN, row -> true, session.value(), turn.value()).isEmpty();
  }

  List<SessionInfo> sessions() {
    return query(
            Queries.SESSIONS,
            row -> new Listed(EventRow.of(row), Instant.ofEpochMilli(row.getLong(10))))
        .stream()
        .map(session -> info(session.created().decode(file), session.lastActiveAt()))
        .toList();
  }

  private static SessionInfo info(Event event, Instant lastActiveAt) {
    if (!(event.payload() instanceof EventPayload.SessionCreated created)) {
      throw new IllegalStateException("Not the creation of a session: " + event);
    }
    return new SessionInfo(
        event.sessionId(),
        created.agentName(),
        created.displayName(),
        created.channelOrigin(),
        event.ts(),
        lastActiveAt,
        false,
        created.parent());
  }

  private List<Event> decoded(List<EventRow> rows) {
    return rows.stream().map(row -> row.decode(file)).toList();
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

  private record Listed(EventRow created, Instant lastActiveAt) {}
}
