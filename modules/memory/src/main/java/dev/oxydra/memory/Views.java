package dev.oxydra.memory;

import dev.oxydra.types.Event;
import dev.oxydra.types.JournalException;
import dev.oxydra.types.JournalException.Kind;
import dev.oxydra.types.MessageNode;
import dev.oxydra.types.Projections;
import dev.oxydra.types.QueuedTurn;
import dev.oxydra.types.SearchHit;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.SessionInfo;
import dev.oxydra.types.UsageTotal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The projections in a database of their own, which follows the journal when it is asked: so they
 * cost an append nothing. Nothing is opened before the first question. What can't be trusted is
 * deleted and built anew.
 */
final class Views implements Projections, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Views.class);
  private static final int AT_ONCE = 500;

  private final Path file;
  private final Source source;
  private @Nullable Database database;
  private long done;
  private boolean closed;

  Views(Path file, Source source) {
    this.file = file;
    this.source = source;
  }

  /** The journal that they are of. */
  interface Source {
    /** The last committed event's place. */
    long lastSeq();

    /** The events of all sessions after a place. */
    List<Event> after(long seq, int limit);

    /** Those of these places that are there. */
    List<Event> at(List<Long> seqs);

    /** The id of the event at a place. */
    Optional<String> idAt(long seq);
  }

  /** A question to the tables. */
  private interface Question<T> {
    T ask(Database database) throws SQLException;
  }

  private synchronized <T> T ask(Question<T> question) {
    if (closed) {
      throw Failure.closed(file);
    }
    try {
      return answer(question);
    } catch (SQLException e) {
      if (isOfTheDisk(e)) {
        throw Failure.of("Can't keep the projections", file, e);
      }
      LOG.warn("The projections {} are built anew, as they can't be used", file, e);
    }
    drop();
    try {
      return answer(question);
    } catch (SQLException e) {
      throw Failure.of("Can't build the projections", file, e);
    }
  }

  private <T> T answer(Question<T> question) throws SQLException {
    try {
      Database current = opened();
      catchUp(current);
      return question.ask(current);
    } catch (SQLException | RuntimeException e) {
      if (database != null) {
        database.rollback();
      }
      throw e;
    }
  }

  /** Whether another file in its place would fare no better. */
  private static boolean isOfTheDisk(SQLException e) {
    Kind kind = Failure.kindOf(e);
    return kind == Kind.FULL || kind == Kind.READ_ONLY || Failure.isInputOutput(e);
  }

  private Database opened() throws SQLException {
    if (database != null) {
      return database;
    }
    Database opened = ViewFile.open(file);
    try {
      done = placeOf(opened);
    } catch (SQLException | RuntimeException e) {
      JournalFile.closeAfter(e, opened);
      throw e;
    }
    database = opened;
    return opened;
  }

  /** Where the tables are, if that is a place of this journal. */
  private long placeOf(Database opened) throws SQLException {
    long place = opened.number("SELECT seq FROM done");
    String id = opened.query("SELECT id FROM done", row -> row.getString(1)).getFirst();
    if (place > 0 && !source.idAt(place).equals(Optional.of(id))) {
      throw new SQLException("Event " + place + " is not the journal's any more");
    }
    return place;
  }

  private void catchUp(Database current) throws SQLException {
    long target = source.lastSeq();
    while (done < target) {
      List<Event> events = source.after(done, AT_ONCE);
      if (events.isEmpty()) {
        return;
      }
      Event last = events.getLast();
      current.begin();
      int moved =
          current.update(
              "UPDATE done SET seq = ?, id = ? WHERE seq = ?",
              last.seq(),
              last.id().toString(),
              done);
      if (moved == 0) {
        // Another process has been here.
        current.rollback();
        done = current.number("SELECT seq FROM done");
        continue;
      }
      ViewTables tables = new ViewTables(current);
      for (Event event : events) {
        tables.apply(event);
      }
      current.commit();
      done = last.seq();
    }
  }

  private void drop() {
    Database old = database;
    database = null;
    done = 0;
    try {
      if (old != null) {
        old.close();
      }
    } catch (SQLException e) {
      LOG.debug("The projections {} could not be closed", file, e);
    }
    ViewFile.delete(file);
  }

  @Override
  public List<SessionInfo> sessions() {
    return ask(views -> views.query(ViewRows.SESSIONS, ViewRows::session));
  }

  @Override
  public Optional<SessionInfo> session(SessionId session) {
    return ask(views ->
        views.query(ViewRows.SESSION, ViewRows::session, session.value()).stream().findFirst());
  }

  @Override
  public List<MessageNode> messages(SessionId session, long afterSeq, int limit) {
    requireLimit(limit);
    return ask(views ->
        views.query(ViewRows.MESSAGES, ViewRows::message, session.value(), afterSeq, limit));
  }

  @Override
  public List<SearchHit> search(String query, int limit) {
    requireLimit(limit);
    Optional<String> words = ViewSearch.query(query);
    if (words.isEmpty()) {
      return List.of();
    }
    return ask(views -> views.query(ViewSearch.FIND, ViewRows::hit, words.get(), limit));
  }

  private static void requireLimit(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("The limit must be 1 or more, not " + limit);
    }
  }

  @Override
  public List<UsageTotal> usage(@Nullable SessionId session) {
    return session == null
        ? ask(views -> views.query(ViewRows.USAGE, ViewRows::usage))
        : ask(views -> views.query(ViewRows.USAGE_OF, ViewRows::usage, session.value()));
  }

  @Override
  public List<Event> pendingApprovals() {
    return ask(views -> source.at(views.query(ViewRows.PENDING, row -> row.getLong(1))));
  }

  @Override
  public List<QueuedTurn> queue() {
    return ask(views -> {
      List<ViewRows.OpenTurn> turns = views.query(ViewRows.QUEUE, ViewRows::openTurn);
      Map<Long, Event> submitted =
          source.at(turns.stream().map(ViewRows.OpenTurn::seq).toList()).stream()
              .collect(Collectors.toMap(Event::seq, Function.identity()));
      List<QueuedTurn> queue = new ArrayList<>();
      for (ViewRows.OpenTurn turn : turns) {
        Event event = submitted.get(turn.seq());
        // Deleted since then.
        if (event != null) {
          queue.add(turn.of(event));
        }
      }
      return List.copyOf(queue);
    });
  }

  @Override
  public List<String> dump() {
    return ask(views -> {
      List<String> lines = new ArrayList<>();
      ViewRows.dump(views, lines::add);
      return List.copyOf(lines);
    });
  }

  /**
   * Gives the same, line by line.
   *
   * @param begun is called before the first line, perhaps again, and gives who takes them
   * @return the place up to which that is
   */
  long dump(Supplier<Consumer<String>> begun) {
    return ask(views -> {
      ViewRows.dump(views, begun.get());
      return done;
    });
  }

  /**
   * Compares the words that are searched for with the messages that they are of.
   *
   * @throws JournalException never for what is damaged: that is built anew
   */
  void checkWords() {
    ask(views -> views.update("INSERT INTO words(words, rank) VALUES ('integrity-check', 1)"));
  }

  @Override
  public synchronized void rebuild() {
    if (closed) {
      throw Failure.closed(file);
    }
    drop();
    ask(views -> 0);
  }

  /** Lets nothing of what was deleted from the journal stay in the files, be they in use or not. */
  synchronized void erase() {
    if (closed || !Files.exists(file)) {
      return;
    }
    try {
      if (ask(this::erase)) {
        return;
      }
      LOG.warn("The projections {} are deleted, as another process keeps their log", file);
    } catch (JournalException e) {
      LOG.warn("The projections {} are deleted, as they can't follow a deletion", file, e);
    }
    drop();
  }

  private boolean erase(Database views) throws SQLException {
    // The index of words keeps some that are in no text any more until it is merged.
    views.update("INSERT INTO words(words) VALUES ('optimize')");
    return Erasure.run(views, file);
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (database != null) {
      try {
        database.close();
      } catch (SQLException e) {
        throw Failure.of("Can't close the projections", file, e);
      }
    }
  }
}
