package dev.oxydra.memory;

import dev.oxydra.types.Event;
import dev.oxydra.types.Journal;
import dev.oxydra.types.JournalException;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.SessionInfo;
import dev.oxydra.types.TurnId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The journal in one SQLite file, in WAL mode and synced at each commit. One process at a time
 * writes to a file; others may read it.
 */
public final class SqliteJournal implements Journal {
  private final Path file;
  private final Connection connection;
  private final Tail tail;
  private final Writer writer;
  private final Reader reader;
  private final Set<Follower> followers = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  SqliteJournal(Path file, Connection connection, Clock clock) throws SQLException {
    this.file = file;
    this.connection = connection;
    this.tail = new Tail(EventTable.lastSeq(connection));
    this.reader = new Reader(file);
    this.writer = new Writer(file, connection, clock, tail);
  }

  /**
   * Opens a journal; the file is made, for its owner alone, when there is none.
   *
   * @throws JournalException when it can't be made or written, is damaged, or a newer version of
   *     the program wrote it
   */
  public static SqliteJournal open(Path file) {
    return open(file, Clock.systemUTC());
  }

  /**
   * Opens a journal.
   *
   * @param clock gives events their time, which is kept in milliseconds
   * @throws JournalException as {@link #open(Path)} does
   */
  public static SqliteJournal open(Path file, Clock clock) {
    Path absolute = file.toAbsolutePath();
    Connection connection = JournalFile.openWriter(absolute);
    try {
      return new SqliteJournal(absolute, connection, clock);
    } catch (SQLException e) {
      throw JournalFile.closing(connection, Failure.of("Can't open", absolute, e));
    }
  }

  @Override
  public List<Event> append(List<NewEvent> events) {
    if (events.isEmpty()) {
      throw new IllegalArgumentException("Nothing to append");
    }
    return writer.append(events.stream().map(Draft::of).toList());
  }

  @Override
  public List<Event> read(SessionId session, long afterSeq, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("The limit of a read must be 1 or more, not " + limit);
    }
    if (closed) {
      throw Failure.closed(file);
    }
    // What is new is asked for at each piece of an answer, and is in memory.
    return tail.after(session, afterSeq)
        .map(slice -> slice.events().stream().limit(limit).toList())
        .orElseGet(() -> reader.events(session, afterSeq, limit));
  }

  @Override
  public long lastSeq(SessionId session) {
    return reader.lastSeq(session);
  }

  @Override
  public Subscription subscribe(SessionId session, long afterSeq, Listener listener) {
    Follower follower = new Follower(session, afterSeq, listener, reader, tail, followers::remove);
    followers.add(follower);
    if (closed) {
      followers.remove(follower);
      throw Failure.closed(file);
    }
    follower.start();
    return follower;
  }

  @Override
  public List<SessionInfo> sessions() {
    return reader.sessions();
  }

  @Override
  public List<Event> unfinishedTurns() {
    return reader.unfinishedTurns();
  }

  @Override
  public boolean hasTurn(SessionId session, TurnId turn) {
    return reader.hasTurn(session, turn);
  }

  @Override
  public void close() {
    closed = true;
    writer.close();
    followers.forEach(Follower::close);
    reader.close();
    try {
      connection.close();
    } catch (SQLException e) {
      throw Failure.of("Can't close", file, e);
    }
  }
}
