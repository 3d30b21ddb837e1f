package dev.oxydra.gateway;

import dev.oxydra.gateway.ActiveTurn.State;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.QueueFrame;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The turns of all sessions between their submission and their end, as questions about them see
 * them. {@link TurnQueue} changes them, and holds this object's lock for that; whoever waits for a
 * change waits for this object.
 */
final class TurnLines {
  final Map<SessionId, SessionTurns> sessions = new HashMap<>();

  /** Those that hold one of the places of turns that run. */
  final Set<ActiveTurn> placed = new HashSet<>();

  /** Those that hold one of the places of turns that wait. */
  final Set<ActiveTurn> queued = new HashSet<>();

  /** A session's line; an empty one where there is none. */
  SessionTurns line(SessionId session) {
    return sessions.getOrDefault(session, new SessionTurns());
  }

  /** A session's line, which is made where there is none. */
  SessionTurns open(SessionId session) {
    return sessions.computeIfAbsent(session, id -> new SessionTurns());
  }

  /** How many of the places are taken. */
  long taken() {
    return placed.stream().filter(turn -> !turn.awaited).count();
  }

  /**
   * Of those that may start, the one that has waited longest; null where none may.
   *
   * @param room whether there is a place for one that needs it
   */
  @Nullable ActiveTurn next(boolean room) {
    return sessions.values().stream()
        .map(SessionTurns::startable)
        .filter(Objects::nonNull)
        .filter(turn -> room || turn.awaited)
        .min(Comparator.comparingLong(turn -> turn.arrival))
        .orElse(null);
  }

  void remove(ActiveTurn turn) {
    SessionTurns line = line(turn.session());
    line.remove(turn);
    if (line.isEmpty() && !line.closed) {
      sessions.remove(turn.session());
    }
    forget(turn);
  }

  void forget(ActiveTurn turn) {
    turn.state = State.LEFT;
    placed.remove(turn);
    queued.remove(turn);
  }

  /** The turn of a session with this id; null where none runs or waits. */
  synchronized @Nullable ActiveTurn find(SessionId session, TurnId id) {
    return line(session).find(id);
  }

  /** The turn of a session that runs, or else waits first; null where there is none. */
  synchronized @Nullable ActiveTurn first(SessionId session) {
    return line(session).all().filter(turn -> !turn.ended).findFirst().orElse(null);
  }

  /** All turns of all sessions that run or wait, those that wait first. */
  synchronized List<ActiveTurn> all() {
    return sessions.values().stream()
        .flatMap(SessionTurns::all)
        .filter(turn -> !turn.ended)
        .sorted(Comparator.comparing(turn -> turn.placed))
        .toList();
  }

  /** What waits in a session, the next one first. */
  synchronized List<QueueFrame.Item> waiting(SessionId session) {
    return line(session).waiting().stream()
        .map(turn -> new QueueFrame.Item(turn.id(), turn.turn.prompt()))
        .toList();
  }

  /** The id of {@link #first}. */
  synchronized @Nullable TurnId active(SessionId session) {
    ActiveTurn first = first(session);
    return first == null ? null : first.id();
  }

  /** Whether a turn runs or waits. */
  synchronized boolean isOpen(SessionId session, TurnId id) {
    return find(session, id) != null;
  }

  /** Whether a turn runs, and doesn't wait. */
  synchronized boolean isRunning(SessionId session, TurnId id) {
    ActiveTurn turn = find(session, id);
    return turn != null && isRunning(turn);
  }

  /** Whether a turn runs. */
  synchronized boolean isRunning(ActiveTurn turn) {
    return turn.state == State.RUNNING && !turn.ended;
  }

  /** Whether a turn is committed and has not begun. */
  synchronized boolean isWaiting(ActiveTurn turn) {
    return turn.state == State.WAITING || turn.state == State.CHANGING;
  }

  /** Whether nothing of a session runs or waits. */
  synchronized boolean isIdle(SessionId session) {
    return line(session).isEmpty();
  }

  /** How many run. */
  synchronized int running() {
    return (int) placed.stream().filter(turn -> turn.state == State.RUNNING).count();
  }

  /** How many wait. */
  synchronized int waiting() {
    return queued.size();
  }

  /** Waits until a turn neither runs nor waits. */
  synchronized void awaitEnd(SessionId session, TurnId id) throws InterruptedException {
    ActiveTurn turn = find(session, id);
    while (turn != null && !turn.ended) {
      wait();
      turn = find(session, id);
    }
  }

  /** Takes note of what was committed, before anybody else can. */
  synchronized void note(Event event) {
    TurnId id = event.turnId();
    ActiveTurn turn = id == null ? null : find(event.sessionId(), id);
    if (turn == null) {
      return;
    }
    if (event.payload() instanceof EventPayload.TurnSubmitted) {
      turn.committed = true;
    } else if (event.payload() instanceof EventPayload.TurnEdited edited) {
      turn.edit(edited.prompt());
    } else if (TurnHistory.isEnd(event.payload())) {
      ended(turn);
    }
  }

  /** A turn has ended, be there a record of that or not. */
  synchronized void ended(ActiveTurn turn) {
    turn.ended = true;
    notifyAll();
  }
}
