package dev.oxydra.memory;

import dev.oxydra.memory.Backups.Made;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.JournalException;
import dev.oxydra.types.Maintenance;
import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.Projections;
import dev.oxydra.types.QueuedTurn;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.SessionInfo;
import dev.oxydra.types.TurnId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The journal in one SQLite file, in WAL mode and synced at each commit. One process at a time
 * writes to a file; others may read it.
 */
public final class SqliteJournal implements Journal, Maintenance {
  private final Path file;
  private final Database database;
  private final Tail tail;
  private final Listeners listeners = new Listeners();
  private final Writer writer;
  private final Reader reader;
  private final JournalSource source;
  private final Views views;
  private final Backups backups;
  private final Clock clock;
  private final Set<Follower> followers = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** Takes over the connection. */
  SqliteJournal(Path file, Connection connection, Clock clock) throws SQLException {
    this.file = file;
    this.database = new Database(connection);
    EventTable table = new EventTable(database);
    this.tail = new Tail(table.lastSeq());
    this.reader = new Reader(file);
    this.source = new JournalSource(reader, tail);
    this.views = new Views(ViewFile.beside(file), source);
    this.backups = new Backups(file);
    this.clock = clock;
    this.writer = new Writer(file, table, clock, tail, listeners);
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
      JournalFile.closeAfter(e, connection);
      throw Failure.of("Can't open the journal", absolute, e);
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
    requireLimit(limit);
    requireOpen();
    // What is new is asked for at each piece of an answer, and is in memory.
    return tail.after(session, afterSeq)
        .map(slice -> slice.events().stream().limit(limit).toList())
        .orElseGet(() -> reader.events(session, afterSeq, limit));
  }

  private static void requireLimit(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("The limit of a read must be 1 or more, not " + limit);
    }
  }

  private void requireOpen() {
    if (closed) {
      throw Failure.closed(file);
    }
  }

  @Override
  public List<Event> readBefore(SessionId session, long beforeSeq, int limit) {
    requireLimit(limit);
    return reader.eventsBefore(session, beforeSeq, limit);
  }

  @Override
  public List<Event> readAll(long afterSeq, int limit) {
    requireLimit(limit);
    requireOpen();
    return tail.after(null, afterSeq)
        .map(slice -> slice.events().stream().limit(limit).toList())
        .orElseGet(() -> reader.allEvents(afterSeq, limit));
  }

  @Override
  public List<Event> turn(SessionId session, TurnId turn) {
    return reader.turn(session, turn);
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
  public Subscription listen(Consumer<List<Event>> listener) {
    requireOpen();
    return listeners.add(listener);
  }

  @Override
  public Event fork(
      SessionId from, long atSeq, SessionId fork, EventPayload.SessionCreated created) {
    return writer.rewrite(new Fork(from, atSeq, fork, created)).getFirst();
  }

  @Override
  public Event delete(SessionId session, String actor) {
    Event deleted = writer.rewrite(new Deletion(session, actor)).getFirst();
    views.erase();
    return deleted;
  }

  /**
   * Forgets notes and messages with all that was derived from them: their events lose their text,
   * which is overwritten in the files.
   *
   * @return what was done: a {@code note.deleted} for each note, and a {@code memory.forgotten}
   * @throws IllegalArgumentException when one of them isn't there
   */
  public List<Event> forget(List<MemoryEvent.Place> places) {
    List<Event> done = writer.rewrite(new Forgetting(List.copyOf(places), file));
    views.erase();
    return done;
  }

  /** The names of the backups that were made when there was an event. */
  List<String> backupsWith(long seq) {
    return reader.backupsWith(seq);
  }

  /**
   * Makes a session of what was said elsewhere.
   *
   * @param messages oldest first, each with its time
   * @throws IllegalArgumentException when there is something of such a session already
   */
  public void importSession(
      SessionId session, EventPayload.SessionCreated created, List<Imported> messages) {
    writer.rewrite(new Import(session, created, List.copyOf(messages)));
  }

  @Override
  public List<String> backupsOf(SessionId session) {
    return reader.backupsOf(session);
  }

  @Override
  public Projections projections() {
    return views;
  }

  @Override
  public List<SessionInfo> sessions() {
    return views.sessions();
  }

  @Override
  public List<Event> unfinishedTurns() {
    return views.queue().stream().map(QueuedTurn::submitted).toList();
  }

  @Override
  public boolean hasTurn(SessionId session, TurnId turn) {
    return reader.hasTurn(session, turn);
  }

  @Override
  public synchronized Report check() {
    List<String> problems = new ArrayList<>(Inspection.problems(file));
    if (problems.isEmpty()) {
      try {
        problems.addAll(Comparison.problems(file, views, source));
      } catch (JournalException e) {
        problems.add("Can't check the projections of " + file + ": " + e.getMessage());
      }
    }
    return Inspection.report(file, problems, null);
  }

  @Override
  public Report rebuild() {
    try {
      views.rebuild();
      return Inspection.report(file, List.of(), null);
    } catch (JournalException e) {
      return Inspection.report(file, List.of(e.getMessage()), null);
    }
  }

  @Override
  public Report backup(String name) {
    return backups.make(
        name,
        (made, lastSeq) -> writer.rewrite(new Recorded(new Made(made, clock.millis(), lastSeq))));
  }

  @Override
  public void close() {
    closed = true;
    writer.close();
    followers.forEach(Follower::close);
    views.close();
    reader.close();
    try {
      database.close();
    } catch (SQLException e) {
      throw Failure.of("Can't close the journal", file, e);
    }
  }
}
