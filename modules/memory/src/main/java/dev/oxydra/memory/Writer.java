package dev.oxydra.memory;

import dev.oxydra.memory.Rewrite.Rewritten;
import dev.oxydra.types.Event;
import dev.oxydra.types.JournalException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. What arrives while it commits becomes its next transaction, so that
 * many callers share the wait for the disk.
 *
 * <p>After a commit that failed, be it that the disk is full or that it could not be synced, the
 * next one goes ahead on the same connection. That is safe although a kernel may have thrown away
 * what it failed to sync: SQLite counts a commit's frames in the log only when they were synced, so
 * the next commit writes the same place anew and syncs that, the frames behind it don't continue
 * its checksums, and a checkpoint whose sync failed is done again from the log. Nothing that was
 * acknowledged rests on a sync that failed. What was refused may still be found after a crash of
 * the machine, if it was the last: who asks again uses the same turn id.
 *
 * @see <a href="https://www.sqlite.org/fileformat2.html#the_write_ahead_log">SQLite, the
 *     write-ahead log</a>
 */
final class Writer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
  private static final int TOLD_AT_ONCE = 256;

  private final Path file;
  private final Clock clock;
  private final EventTable table;
  private final Tail tail;
  private final Listeners listeners;
  private final Thread thread;
  private List<Request> pending = new ArrayList<>();
  private boolean closed;

  Writer(Path file, EventTable table, Clock clock, Tail tail, Listeners listeners) {
    this.file = file;
    this.clock = clock;
    this.table = table;
    this.tail = tail;
    this.listeners = listeners;
    // Of the platform: in the driver a virtual thread would hold its carrier while the disk syncs.
    this.thread = Thread.ofPlatform().name("journal-writer").daemon().unstarted(this::run);
    thread.start();
  }

  /** Returns when they are on the disk; an interrupt doesn't end the wait. */
  List<Event> append(List<Draft> drafts) {
    return submit(new Append(drafts, new CompletableFuture<>()));
  }

  /**
   * Returns when the change is on the disk; an interrupt doesn't end the wait.
   *
   * @return the events to tell
   * @throws IllegalArgumentException as the change does
   */
  List<Event> rewrite(Rewrite rewrite) {
    return submit(new Rewriting(rewrite, new CompletableFuture<>()));
  }

  private List<Event> submit(Request request) {
    synchronized (this) {
      if (closed) {
        throw Failure.closed(file);
      }
      pending.add(request);
      notifyAll();
    }
    return switch (request.outcome().join()) {
      case Outcome.Committed committed -> committed.events();
      case Outcome.Failed failed -> throw failed.asException(file);
    };
  }

  private void run() {
    for (List<Request> batch = take(); !batch.isEmpty(); batch = take()) {
      List<Append> appends = new ArrayList<>();
      for (Request request : batch) {
        switch (request) {
          case Append append -> appends.add(append);
          case Rewriting rewriting -> {
            commit(appends);
            appends.clear();
            commit(rewriting);
          }
        }
      }
      commit(appends);
    }
  }

  /** Empty at the end. */
  private synchronized List<Request> take() {
    while (pending.isEmpty() && !closed) {
      try {
        wait();
      } catch (InterruptedException e) {
        LOG.debug("The journal's writer ends by close() alone", e);
      }
    }
    List<Request> batch = pending;
    pending = new ArrayList<>();
    return batch;
  }

  /**
   * One caller's events that can't be written don't take down the others': they are tried alone.
   */
  private void commit(List<Append> batch) {
    if (batch.isEmpty()) {
      return;
    }
    try {
      write(batch);
    } catch (SQLException | RuntimeException | OutOfMemoryError e) {
      table.database().rollback();
      if (batch.size() == 1) {
        batch.getFirst().outcome().complete(new Outcome.Failed(e));
      } else {
        batch.forEach(request -> commit(List.of(request)));
      }
    }
  }

  private void write(List<Append> batch) throws SQLException {
    List<Draft> drafts = batch.stream().flatMap(request -> request.drafts().stream()).toList();
    Instant now = now();
    List<Event> events = new ArrayList<>(drafts.size());
    for (Draft draft : drafts) {
      events.add(draft.committed(tail.lastSeq() + 1 + events.size(), now));
    }
    table.database().begin();
    table.insert(events, drafts);
    table.database().commit();
    tail.publish(events, drafts);
    listeners.tell(List.copyOf(events));
    int from = 0;
    for (Append request : batch) {
      int to = from + request.drafts().size();
      request.outcome().complete(new Outcome.Committed(List.copyOf(events.subList(from, to))));
      from = to;
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private void commit(Rewriting request) {
    long before = tail.lastSeq();
    Rewritten rewritten;
    try {
      table.database().begin();
      rewritten = request.rewrite().run(table, before, now());
      table.database().commit();
    } catch (SQLException | RuntimeException | OutOfMemoryError e) {
      table.database().rollback();
      request.outcome().complete(new Outcome.Failed(e));
      return;
    }
    // From here on it is done, and whoever asked learns that whatever else goes wrong.
    if (rewritten.lastSeq() > before) {
      tail.restart(rewritten.lastSeq());
    }
    try {
      if (request.rewrite().erases() && !Erasure.run(table.database(), file)) {
        LOG.warn("A reader of {} keeps what was deleted in its log until the next deletion", file);
      }
      tell(before, rewritten.lastSeq());
    } catch (SQLException | RuntimeException | OutOfMemoryError e) {
      LOG.error("What follows a change of the journal {} has failed", file, e);
    } finally {
      request.outcome().complete(new Outcome.Committed(rewritten.answer()));
    }
  }

  /** What was written past the tail is read again, in pieces. */
  private void tell(long after, long upTo) throws SQLException {
    long seq = after;
    while (seq < upTo && !listeners.isEmpty()) {
      List<Event> events =
          table.database().query(Queries.ALL_EVENTS, EventRow::of, seq, TOLD_AT_ONCE).stream()
              .map(row -> row.decode(file))
              .toList();
      listeners.tell(events);
      seq = events.getLast().seq();
    }
  }

  /** Refuses more, and returns when what was accepted is committed. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    Threads.join(thread);
  }

  private sealed interface Request {
    CompletableFuture<Outcome> outcome();
  }

  private record Append(List<Draft> drafts, CompletableFuture<Outcome> outcome)
      implements Request {}

  private record Rewriting(Rewrite rewrite, CompletableFuture<Outcome> outcome)
      implements Request {}

  private sealed interface Outcome {
    record Committed(List<Event> events) implements Outcome {}

    record Failed(Throwable cause) implements Outcome {
      RuntimeException asException(Path file) {
        return switch (cause) {
          case SQLException e -> Failure.of("Can't append to the journal", file, e);
          case IllegalArgumentException e -> new IllegalArgumentException(e.getMessage(), e);
          default ->
              new JournalException(
                  JournalException.Kind.IO,
                  "Can't append to the journal " + file + ": " + cause.getMessage(),
                  cause);
        };
      }
    }
  }
}
