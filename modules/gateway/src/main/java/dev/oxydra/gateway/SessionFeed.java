package dev.oxydra.gateway;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.TurnUpdate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One session as it goes on: its open turns, and the last events and live updates in one order. The
 * journal's writer and the turns add to it; those who follow the session are told that there is
 * more, and read it when they can.
 */
final class SessionFeed {
  /** Is told that there is more to read. It must not block. */
  interface Listener {
    void onMore();
  }

  /**
   * Where a session stands when a listener joins it.
   *
   * @param seq its last event
   * @param position of what comes next
   * @param active the turn that has not ended
   * @param started whether that turn runs, and doesn't wait
   * @param produced how many characters it has shown since its last committed message
   */
  record Joined(long seq, long position, @Nullable TurnId active, boolean started, int produced) {}

  /**
   * Where somebody who has all events goes on.
   *
   * @param position of what comes next
   * @param turn the turn that has shown text since its last committed message
   * @param text what of that text is missing
   * @param produced the length of the whole text
   */
  record Met(long position, @Nullable TurnId turn, String text, int produced) {}

  private final Journal journal;
  private final SessionId session;
  private final Set<Listener> listeners = new LinkedHashSet<>();

  /** The turns that have not ended, and whether they have started. */
  private final LinkedHashMap<TurnId, Boolean> open = new LinkedHashMap<>();

  private final FeedLog log = new FeedLog();
  private final StringBuilder produced = new StringBuilder();
  private @Nullable TurnId producing;
  private long lastSeq;

  /** Events that come while the journal is still read; null when that is done. */
  private @Nullable List<Event> early = new ArrayList<>();

  SessionFeed(Journal journal, SessionId session) {
    this.journal = journal;
    this.session = session;
  }

  SessionId session() {
    return session;
  }

  /** Adds a listener; it is told of everything after the state that is returned. */
  Joined join(Listener listener) {
    load();
    synchronized (this) {
      listeners.add(listener);
      return state();
    }
  }

  synchronized void leave(Listener listener) {
    listeners.remove(listener);
    if (listeners.isEmpty()) {
      log.clear();
    }
  }

  /** Lets go of what has happened; who has not read it yet reads the journal, as it is now. */
  synchronized void forget() {
    log.clear();
    listeners.forEach(Listener::onMore);
  }

  /** Where the session stands now. */
  Joined look() {
    load();
    synchronized (this) {
      return state();
    }
  }

  private Joined state() {
    Map.Entry<TurnId, Boolean> active =
        open.entrySet().stream().filter(Map.Entry::getValue).findFirst().orElse(open.firstEntry());
    return active == null
        ? new Joined(lastSeq, log.next(), null, false, 0)
        : new Joined(lastSeq, log.next(), active.getKey(), active.getValue(), produced.length());
  }

  /** Whether a turn was submitted and has not ended. */
  boolean isOpen(TurnId turn) {
    load();
    synchronized (this) {
      return open.containsKey(turn);
    }
  }

  /** Whether somebody follows it. */
  synchronized boolean isWatched() {
    return !listeners.isEmpty();
  }

  /**
   * Reads from the journal where the session stands. Without the lock: who adds an event has the
   * journal's, and waits for this one.
   */
  private void load() {
    synchronized (this) {
      if (early == null) {
        return;
      }
    }
    long last = journal.lastSeq(session);
    List<TurnId> unfinished =
        journal.unfinishedTurns().stream()
            .filter(turn -> turn.sessionId().equals(session) && turn.seq() <= last)
            .map(Event::turnId)
            .toList();
    synchronized (this) {
      List<Event> waiting = early;
      if (waiting != null) {
        early = null;
        lastSeq = last;
        unfinished.forEach(turn -> open.put(turn, false));
        onEvents(waiting);
      }
    }
  }

  /** Adds events of the session, in order, before whoever appended them knows. */
  synchronized void onEvents(List<Event> events) {
    if (early != null) {
      early.addAll(events);
      return;
    }
    for (Event event : events) {
      if (event.seq() > lastSeq) {
        note(event);
        add(new FeedItem.Committed(event));
      }
    }
    notifyAll();
  }

  private void note(Event event) {
    lastSeq = event.seq();
    TurnId turn = event.turnId();
    if (turn == null) {
      return;
    }
    switch (event.payload()) {
      case EventPayload.TurnSubmitted submitted -> open.put(turn, false);
      case EventPayload.TurnStarted turnStarted -> open.put(turn, true);
      default -> {}
    }
    if (endsText(event)) {
      produced.setLength(0);
      produced.trimToSize();
    }
    if (TurnHistory.isEnd(event.payload())) {
      open.remove(turn);
    }
  }

  /** Whether the text that a turn has shown so far is in the journal, or will never be. */
  static boolean endsText(Event event) {
    return event.payload() instanceof EventPayload.AssistantMessage
        || event.payload() instanceof EventPayload.TurnStarted
        || TurnHistory.isEnd(event.payload());
  }

  /** Adds an update of a turn; none of one that has ended. */
  void publish(TurnId turn, TurnUpdate update) {
    load();
    synchronized (this) {
      if (!open.containsKey(turn)) {
        return;
      }
      if (update instanceof TurnUpdate.Delta delta) {
        produced.append(delta.text());
        producing = turn;
      }
      add(new FeedItem.Shown(turn, update));
    }
  }

  /** Adds that a turn has ended without a record of it. */
  synchronized void lose(TurnId turn, String message) {
    open.remove(turn);
    produced.setLength(0);
    add(new FeedItem.Lost(turn, message));
  }

  private void add(FeedItem item) {
    if (listeners.isEmpty()) {
      return;
    }
    log.add(item);
    listeners.forEach(Listener::onMore);
  }

  /** Reads what is at a position; null where there is nothing yet. */
  synchronized FeedLog.@Nullable Read read(long position) {
    return log.read(position);
  }

  /**
   * Goes over from the journal to what happens now.
   *
   * @param sent the last event that was read from the journal
   * @param have how many characters are known of the text that the turn shows
   * @return null where there may be more events to read
   */
  synchronized @Nullable Met meet(long sent, int have) throws InterruptedException {
    if (lastSeq < sent) { // it is committed, and about to be told of
      TimeUnit.SECONDS.timedWait(this, 1);
    }
    if (lastSeq != sent) {
      return null;
    }
    int length = produced.length();
    return new Met(log.next(), producing, produced.substring(Math.min(have, length)), length);
  }
}
