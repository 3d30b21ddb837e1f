package dev.oxydra.gateway;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.JournalException;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.TurnUpdate;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session's active turn and what it shows live. Each update is given to the listeners with the
 * sequence number of the session's last event before it, so that they can put it in its place among
 * the events.
 */
final class SessionFeed {
  private static final Logger LOG = LoggerFactory.getLogger(SessionFeed.class);
  private static final int PAGE = 200;

  /** How long a turn whose end is committed may take to leave its thread. */
  private static final Duration LEAVING = Duration.ofSeconds(10);

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

  /** Whether a turn may be submitted. */
  enum Reservation {
    NEW,
    ACTIVE_ALREADY,
    SUBMITTED_BEFORE
  }

  private final Journal journal;
  private final SessionId session;
  private final Set<Listener> listeners = new LinkedHashSet<>();
  private final StringBuilder produced = new StringBuilder();
  private long lastSeq = -1;
  private @Nullable ActiveTurn active;
  private boolean started;
  private boolean ended;

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
    return active == null || ended
        ? new Joined(lastSeq, null, false, "")
        : new Joined(lastSeq, active.id(), started, produced.toString());
  }

  /** The turn that has the session, waiting or running; null where none has. */
  synchronized @Nullable ActiveTurn active() {
    return active;
  }

  /**
   * Takes the session for a turn.
   *
   * @throws GatewayException when another turn has it
   */
  synchronized Reservation reserve(ActiveTurn turn) throws InterruptedException {
    awaitLeaving();
    if (active != null && active.id().equals(turn.id())) {
      return Reservation.ACTIVE_ALREADY;
    }
    if (journal.hasTurn(session, turn.id())) {
      return Reservation.SUBMITTED_BEFORE;
    }
    if (active != null) {
      throw new GatewayException(
          GatewayException.Code.TURN_ALREADY_ACTIVE,
          "Turn %s is active in session %s; cancel it or wait for its end"
              .formatted(active.id(), session));
    }
    catchUp();
    active = turn;
    started = false;
    ended = false;
    produced.setLength(0);
    return Reservation.NEW;
  }

  /** A client that has seen a turn's end may send the next before the first has left its thread. */
  private void awaitLeaving() throws InterruptedException {
    if (active == null) {
      return;
    }
    catchUp();
    long end = System.nanoTime() + LEAVING.toNanos();
    while (active != null && ended && System.nanoTime() < end) {
      wait(100);
    }
  }

  /** Lets go of the session. */
  synchronized void release(ActiveTurn turn) {
    if (active == turn) {
      active = null;
      produced.setLength(0);
      notifyAll();
    }
  }

  /** Whether the end of the active turn is in the journal. */
  synchronized boolean hasEnded() {
    catchUp();
    return ended;
  }

  /** Hands an update of the active turn to all listeners. */
  synchronized void publish(ActiveTurn turn, TurnUpdate update) {
    if (active != turn) {
      return;
    }
    try {
      catchUp();
    } catch (JournalException e) {
      LOG.warn("Can't read session {} to place a live update: {}", session, e.getMessage());
    }
    if (ended) {
      return;
    }
    if (update instanceof TurnUpdate.Delta delta) {
      produced.append(delta.text());
    }
    for (Listener listener : List.copyOf(listeners)) {
      listener.onUpdate(turn.id(), lastSeq, update);
    }
  }

  /** Tells all listeners that a turn has ended without a record of it. */
  synchronized void lose(ActiveTurn turn, String message) {
    ended = true;
    for (Listener listener : List.copyOf(listeners)) {
      listener.onLost(turn.id(), message);
    }
  }

  private void catchUp() {
    if (lastSeq < 0) {
      lastSeq = journal.lastSeq(session);
    }
    List<Event> page;
    do {
      page = journal.read(session, lastSeq, PAGE);
      page.forEach(this::note);
    } while (page.size() == PAGE);
  }

  private void note(Event event) {
    lastSeq = event.seq();
    if (active == null || !active.id().equals(event.turnId())) {
      return;
    }
    if (event.payload() instanceof EventPayload.AssistantMessage) {
      produced.setLength(0);
    }
    started |= event.payload() instanceof EventPayload.TurnStarted;
    ended |= TurnHistory.isEnd(event.payload());
  }
}
