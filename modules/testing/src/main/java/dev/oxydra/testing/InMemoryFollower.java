package dev.oxydra.testing;

import dev.oxydra.types.Event;
import dev.oxydra.types.Journal;
import dev.oxydra.types.SessionId;
import java.util.List;
import java.util.function.Consumer;

/** A subscription to a journal in memory, and the thread that calls its listener. */
final class InMemoryFollower implements Journal.Subscription {
  private final InMemoryJournal journal;
  private final SessionId session;
  private final Journal.Listener listener;
  private final Consumer<InMemoryFollower> onEnd;
  private final long committed;
  private final Thread thread = Thread.ofVirtual().unstarted(this::run);
  private volatile boolean ended;
  private long cursor;
  private boolean caughtUp;

  InMemoryFollower(
      InMemoryJournal journal,
      SessionId session,
      long afterSeq,
      long committed,
      Journal.Listener listener,
      Consumer<InMemoryFollower> onEnd) {
    this.journal = journal;
    this.session = session;
    this.cursor = afterSeq;
    this.committed = committed;
    this.listener = listener;
    this.onEnd = onEnd;
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!ended) {
        deliver();
      }
    } catch (InterruptedException e) {
      ended = true;
    } catch (RuntimeException e) {
      System.getLogger(InMemoryFollower.class.getName())
          .log(System.Logger.Level.ERROR, "A listener failed; its subscription ends", e);
    } finally {
      onEnd.accept(this);
    }
  }

  private void deliver() throws InterruptedException {
    List<Event> next = journal.after(session, cursor, 1);
    if (!caughtUp && (next.isEmpty() || next.getFirst().seq() > committed)) {
      caughtUp = true;
      listener.onCaughtUp(cursor);
    } else if (next.isEmpty()) {
      journal.awaitAfter(session, cursor);
    } else {
      listener.onEvent(next.getFirst());
      cursor = next.getFirst().seq();
    }
  }

  @Override
  public void close() {
    ended = true;
    if (!thread.equals(Thread.currentThread())) {
      thread.interrupt();
      joinUninterruptibly();
    }
  }

  private void joinUninterruptibly() {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
