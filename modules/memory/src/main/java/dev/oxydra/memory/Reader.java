package dev.oxydra.memory;

import dev.oxydra.memory.Database.RowReader;
import dev.oxydra.types.Event;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnId;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Queries, on a connection of its own that is opened for the first of them. */
final class Reader implements AutoCloseable {
  private final Path file;
  private @Nullable Database database;
  private boolean closed;

  Reader(Path file) {
    this.file = file;
  }

  List<Event> events(SessionId session, long afterSeq, int limit) {
    return decoded(query(Queries.EVENTS, EventRow::of, session.value(), afterSeq, limit));
  }

  List<Event> eventsBefore(SessionId session, long beforeSeq, int limit) {
    return decoded(query(Queries.EVENTS_BEFORE, EventRow::of, session.value(), beforeSeq, limit))
        .reversed();
  }

  List<Event> allEvents(long afterSeq, int limit) {
    return decoded(query(Queries.ALL_EVENTS, EventRow::of, afterSeq, limit));
  }

  /** Those of these places that are there. */
  List<Event> events(List<Long> seqs) {
    List<EventRow> rows = new ArrayList<>();
    seqs.forEach(seq -> rows.addAll(query(Queries.EVENT, EventRow::of, seq)));
    return decoded(rows);
  }

  /** The id of the event at a place. */
  Optional<String> id(long seq) {
    return query(Queries.EVENT, row -> row.getString(2), seq).stream().findFirst();
  }

  List<Event> turn(SessionId session, TurnId turn) {
    return decoded(query(Queries.TURN_EVENTS, EventRow::of, session.value(), turn.value()));
  }

  long lastSeq(SessionId session) {
    return query(Queries.LAST_SEQ, row -> row.getLong(1), session.value()).getFirst();
  }

  boolean hasTurn(SessionId session, TurnId turn) {
    return !query(Queries.TURN, row -> true, session.value(), turn.value()).isEmpty();
  }

  List<String> backupsOf(SessionId session) {
    return query(Queries.BACKUPS, row -> row.getString(1), session.value());
  }

  List<String> backupsWith(long seq) {
    return query(Queries.BACKUPS_WITH, row -> row.getString(1), seq);
  }

  private List<Event> decoded(List<EventRow> rows) {
    return rows.stream().map(row -> row.decode(file)).toList();
  }

  private synchronized <T> List<T> query(String sql, RowReader<T> reader, Object... arguments) {
    if (closed) {
      throw Failure.closed(file);
    }
    try {
      if (database == null) {
        database = new Database(JournalFile.openReader(file));
      }
      return database.query(sql, reader, arguments);
    } catch (SQLException e) {
      if (database != null) {
        database.rollback();
      }
      throw Failure.of("Can't read the journal", file, e);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (database != null) {
      try {
        database.close();
      } catch (SQLException e) {
        throw Failure.of("Can't close the journal", file, e);
      }
    }
  }
}
