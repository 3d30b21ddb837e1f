package dev.oxydra.memory;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventCodec;
import dev.oxydra.types.JournalException;
import dev.oxydra.types.JournalException.Kind;
import dev.oxydra.types.Json;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnId;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row as it is in the file: it is made an event after the query, when nobody waits for that. */
record EventRow(
    long seq,
    String id,
    long ts,
    String sessionId,
    @Nullable String turnId,
    String actor,
    String type,
    @Nullable Long parent,
    String payload) {

  static EventRow of(ResultSet row) throws SQLException {
    long parent = row.getLong(8);
    boolean hasParent = !row.wasNull();
    return new EventRow(
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

  /**
   * The event in it.
   *
   * @throws JournalException when the row is damaged
   */
  Event decode(Path file) {
    try {
      return new Event(
          seq,
          UUID.fromString(id),
          Instant.ofEpochMilli(ts),
          new SessionId(sessionId),
          turnId == null ? null : new TurnId(turnId),
          actor,
          parent,
          EventCodec.read(type, Json.mapper().readTree(payload)));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new JournalException(
          Kind.CORRUPT,
          "The journal " + file + " has a damaged row, number " + seq + " of type " + type,
          e);
    }
  }
}
