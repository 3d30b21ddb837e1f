package dev.oxydra.gateway;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.JournalException;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.TurnUpdate;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session's open turns and what they show live. Each update is given to the listeners with the
 * sequence number of the session's last event before it, so that they can put it in its place among
 * the events.
 */
final class SessionFeed {
  private static final Logger LOG = LoggerFactory.getLogger(SessionFeed.class);
  private static final int PAGE = 200;

  /** Gets live updates, in order. It must not block. */
  interface Listener {
    /**
     * The turn shows something.
     *
     * @param afterSeq the session's last event before the update
     */
    void onUpdate(TurnId turn, long afterSeq, TurnUpdate update);

    /** The turn has ended, and its end could not be journalled. */
    void onLost(TurnId turn, String message);
  }

  /**
   * Where a session stands when a listener joins it.
   *
   * @param seq its last event
   * @param active the turn that has not ended
   * @param started whether that turn runs, and doesn't wait
   * @param produced the text that it has produced since its last committed message
   */
  record Joined(long seq, @Nullable TurnId active, boolean started, String produced) {}

  private final Journal journal;
  private final SessionId session;
  private final Set<Listener> listeners = new LinkedHashSet<>();

  /** The turns that have not ended, and whether they have started. */
  private final LinkedHashMap<TurnId, Boolean> open = new LinkedHashMap<>();

  private final StringBuilder produced = new StringBuilder();
  private long lastSeq = -1;

  SessionFeed(Journal journal, SessionId session) {
    this.journal = journal;
    this.session = session;
  }

  SessionId session() {
    return session;
  }

  /** Adds a listener; it gets every update after the state that is returned. */
  synchronized Joined join(Listener listener) {
    catchUp();
    listeners.add(listener);
    return state();
  }

  synchronized void leave(Listener listener) {
    listeners.remove(listener);
  }

  /** Where the session stands now. */
  synchronized Joined look() {
    catchUp();
    return state();
  }

  private Joined state() {
    Map.Entry<TurnId, Boolean> active =
        open.entrySet().stream().filter(Map.Entry::getValue).findFirst().orElse(open.firstEntry());
    return active == null
        ? new Joined(lastSeq, null, false, "")
        : new Joined(lastSeq, active.getKey(), active.getValue(), produced.toString());
  }

  /** Whether a turn was submitted and has not ended. */
  synchronized boolean isOpen(TurnId turn) {
    catchUp();
    return open.containsKey(turn);
  }

  /** Whether somebody follows it. */
  synchronized boolean isWatched() {
    return !listeners.isEmpty();
  }

  /** Hands an update of a turn that has not ended to all listeners. */
  synchronized void publish(TurnId turn, TurnUpdate update) {
    try {
      catchUp();
    } catch (JournalException e) {
      LOG.warn("Can't read session {} to place a live update: {}", session, e.getMessage());
    }
    if (!open.containsKey(turn)) {
      return;
    }
    if (update instanceof TurnUpdate.Delta delta) {
      produced.append(delta.text());
    }
    for (Listener listener : List.copyOf(listeners)) {
      listener.onUpdate(turn, lastSeq, update);
    }
  }

  /** Tells all listeners that a turn has ended without a record of it. */
  synchronized void lose(TurnId turn, String message) {
    open.remove(turn);
    for (Listener listener : List.copyOf(listeners)) {
      listener.onLost(turn, message);
    }
  }

  private void catchUp() {
    if (lastSeq < 0) {
      lastSeq = journal.lastSeq(session);
      journal.unfinishedTurns().stream()
          .filter(turn -> turn.sessionId().equals(session) && turn.seq() <= lastSeq)
          .forEach(turn -> open.put(turn.turnId(), false));
    }
    List<Event> page;
    do {
      page = journal.read(session, lastSeq, PAGE);
      page.forEach(this::note);
    } while (page.size() == PAGE);
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
      case EventPayload.AssistantMessage message -> produced.setLength(0);
      default -> {}
    }
    if (TurnHistory.isEnd(event.payload())) {
      open.remove(turn);
      produced.setLength(0);
    }
  }
}
