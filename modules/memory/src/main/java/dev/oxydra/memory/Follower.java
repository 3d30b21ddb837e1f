package dev.oxydra.memory;

import dev.oxydra.memory.Tail.Slice;
import dev.oxydra.types.Event;
import dev.oxydra.types.Journal;
import dev.oxydra.types.SessionId;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One subscription: a virtual thread that calls a listener, at the listener's pace. */
final class Follower implements Journal.Subscription {
  private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
  private static final int READ = 256;

  private final SessionId session;
  private final Journal.Listener listener;
  private final Reader reader;
  private final Tail tail;
  private final Consumer<Follower> onEnd;
  private final long committed;
  private final Thread thread;
  private volatile boolean closed;

  // What follows belongs to the thread.
  private long scanned;
  private long delivered;
  private boolean caughtUp;

  /**
   * @param onEnd is called when it has ended, however it did
   */
  Follower(
      SessionId session,
      long afterSeq,
      Journal.Listener listener,
      Reader reader,
      Tail tail,
      Consumer<Follower> onEnd) {
    this.session = session;
    this.listener = listener;
    this.reader = reader;
    this.tail = tail;
    this.onEnd = onEnd;
    this.committed = tail.lastSeq();
    this.scanned = afterSeq;
    this.delivered = afterSeq;
    this.thread = Thread.ofVirtual().name("journal-" + session).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!closed) {
        deliver(next());
        // Asked again: a listener may have swallowed the interrupt of close().
        if (!closed) {
          tail.awaitAfter(scanned);
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("A subscription to session {} was closed while it waited", session, e);
    } catch (RuntimeException e) {
      if (!closed) {
        LOG.error("A subscription to session {} has failed and ends", session, e);
      }
    } finally {
      onEnd.accept(this);
    }
  }

  private Slice next() {
    return tail.after(session, scanned).orElseGet(this::stored);
  }

  private Slice stored() {
    long published = tail.lastSeq();
    List<Event> events = reader.events(session, scanned, READ);
    long last = events.isEmpty() ? scanned : events.getLast().seq();
    return new Slice(events, events.size() < READ ? Math.max(published, last) : last);
  }

  private void deliver(Slice slice) {
    for (Event event : slice.events()) {
      if (closed) {
        return;
      }
      tellCaughtUp(event.seq() - 1);
      listener.onEvent(event);
      delivered = event.seq();
    }
    scanned = slice.upTo();
    tellCaughtUp(scanned);
  }

  private void tellCaughtUp(long place) {
    if (!caughtUp && !closed && place >= committed) {
      caughtUp = true;
      listener.onCaughtUp(delivered);
    }
  }

  @Override
  public void close() {
    closed = true;
    if (!thread.equals(Thread.currentThread())) {
      thread.interrupt();
      Threads.join(thread);
    }
  }
}
