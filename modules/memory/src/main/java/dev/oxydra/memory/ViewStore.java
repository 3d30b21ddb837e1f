package dev.oxydra.memory;

import dev.oxydra.types.Event;
import dev.oxydra.types.JournalException;
import dev.oxydra.types.JournalException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The projections' database, which follows the journal when it is asked: so it costs an append
 * nothing. Nothing is opened before the first question. What can't be trusted is deleted and built
 * anew.
 */
final class ViewStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ViewStore.class);
  private static final int AT_ONCE = 500;

  private final Path file;
  private final Views.Source source;
  private @Nullable Database database;
  private long done;
  private boolean closed;

  ViewStore(Path file, Views.Source source) {
    this.file = file;
    this.source = source;
  }

  /** A question to the tables, which may be asked twice. */
  interface Question<T> {
    /**
     * Asks it.
     *
     * @param upTo the last event that the tables have taken in
     */
    T ask(Database database, long upTo) throws SQLException;
  }

  synchronized <T> T ask(Question<T> question) {
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
      return question.ask(current, done);
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

  /** Drops everything and builds it anew. */
  synchronized void rebuild() {
    if (closed) {
      throw Failure.closed(file);
    }
    drop();
    ask((views, upTo) -> 0);
  }

  /** Lets nothing of what was deleted from the journal stay in the files, be they in use or not. */
  synchronized void erase() {
    if (closed || !Files.exists(file)) {
      return;
    }
    try {
      if (ask((views, upTo) -> erase(views))) {
        return;
      }
      LOG.warn("The projections {} are deleted, as another process keeps their log", file);
    } catch (JournalException e) {
      LOG.warn("The projections {} are deleted, as they can't follow a deletion", file, e);
    }
    drop();
  }

  private boolean erase(Database views) throws SQLException {
    // The index of words keeps those of deleted texts until it is made anew. Its own secure-delete
    // takes them out one by one instead: minutes for a long session.
    views.update("INSERT INTO words(words) VALUES ('rebuild')");
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
