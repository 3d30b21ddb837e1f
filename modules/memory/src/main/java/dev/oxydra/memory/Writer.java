package dev.oxydra.memory;

import dev.oxydra.types.Event;
import dev.oxydra.types.JournalException;
import java.nio.file.Path;
import java.sql.Connection;
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
 */
final class Writer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

  private final Path file;
  private final Clock clock;
  private final EventTable table;
  private final Tail tail;
  private final Thread thread;
  private List<Request> pending = new ArrayList<>();
  private boolean closed;

  Writer(Path file, Connection connection, Clock clock, Tail tail) throws SQLException {
    this.file = file;
    this.clock = clock;
    this.table = new EventTable(connection);
    this.tail = tail;
    // Of the platform: in the driver a virtual thread would hold its carrier while the disk syncs.
    this.thread = Thread.ofPlatform().name("journal-writer").daemon().unstarted(this::run);
    thread.start();
  }

  /** Returns when they are on the disk; an interrupt doesn't end the wait. */
  List<Event> append(List<Draft> drafts) {
    Request request = new Request(drafts, new CompletableFuture<>());
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
      commit(batch);
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
  private void commit(List<Request> batch) {
    try {
      write(batch);
    } catch (SQLException | RuntimeException | OutOfMemoryError e) {
      table.rollback();
      if (batch.size() == 1) {
        batch.getFirst().outcome().complete(new Outcome.Failed(e));
      } else {
        batch.forEach(request -> commit(List.of(request)));
      }
    }
  }

  private void write(List<Request> batch) throws SQLException {
    List<Draft> drafts = batch.stream().flatMap(request -> request.drafts().stream()).toList();
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    List<Event> events = new ArrayList<>(drafts.size());
    for (Draft draft : drafts) {
      events.add(draft.committed(tail.lastSeq() + 1 + events.size(), now));
    }
    table.insert(events, drafts);
    tail.publish(events, drafts);
    int from = 0;
    for (Request request : batch) {
      int to = from + request.drafts().size();
      request.outcome().complete(new Outcome.Committed(List.copyOf(events.subList(from, to))));
      from = to;
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

  private record Request(List<Draft> drafts, CompletableFuture<Outcome> outcome) {}

  private sealed interface Outcome {
    record Committed(List<Event> events) implements Outcome {}

    record Failed(Throwable cause) implements Outcome {
      JournalException asException(Path file) {
        return cause instanceof SQLException e
            ? Failure.of("Can't append to", file, e)
            : new JournalException(
                JournalException.Kind.IO,
                "Can't append to the journal " + file + ": " + cause.getMessage(),
                cause);
      }
    }
  }
}
