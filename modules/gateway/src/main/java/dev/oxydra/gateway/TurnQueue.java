package dev.oxydra.gateway;

import dev.oxydra.gateway.ActiveTurn.State;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.QueueFrame;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnId;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets a bounded number of turns run, each on a virtual thread of its own and one of a session at a
 * time, and a bounded number wait, first in, first out. It never calls the journal: whoever changes
 * something keeps a place first, commits, and then says that it is done.
 */
final class TurnQueue {
  /** How long a turn whose end is committed may take to leave its thread. */
  private static final Duration LEAVING = Duration.ofSeconds(10);

  private final int maxRunning;
  private final int maxWaiting;
  private final Consumer<ActiveTurn> body;
  private final Map<SessionId, SessionTurns> sessions = new HashMap<>();
  private final Set<ActiveTurn> placed = new HashSet<>();
  private final Set<ActiveTurn> queued = new HashSet<>();
  private long arrivals;
  private boolean closed;

  /**
   * @param body runs a turn to its end and throws nothing
   */
  TurnQueue(int maxRunning, int maxWaiting, Consumer<ActiveTurn> body) {
    this.maxRunning = maxRunning;
    this.maxWaiting = maxWaiting;
    this.body = body;
  }

  /**
   * Puts a turn at the end of its session's line. {@link #admit} or {@link #leave} must follow.
   *
   * @return false when a turn with its id is in the line already: nothing was done
   */
  synchronized boolean reserve(ActiveTurn turn) throws InterruptedException {
    awaitLeaving(turn.session());
    SessionTurns line = sessions.computeIfAbsent(turn.session(), id -> new SessionTurns());
    if (line.closed) {
      throw SessionDirectory.unknown(turn.session().value());
    }
    if (line.find(turn.id()) != null) {
      return false;
    }
    turn.arrival = ++arrivals;
    line.add(turn);
    return true;
  }

  /** A client that has seen a turn's end may send the next before the first has left its thread. */
  private void awaitLeaving(SessionId session) throws InterruptedException {
    long end = System.nanoTime() + LEAVING.toNanos();
    while (line(session).all().anyMatch(turn -> turn.ended) && System.nanoTime() < end) {
      wait(100);
    }
  }

  /**
   * Keeps a place for a turn in the line: one of those that run, or one of those that wait. {@link
   * #committed} or {@link #leave} must follow.
   *
   * @param mayWait whether it may wait for another one of its session
   * @throws GatewayException when there is no place
   */
  synchronized void admit(ActiveTurn turn, boolean mayWait) {
    if (closed) {
      throw shuttingDown();
    }
    SessionTurns line = line(turn.session());
    boolean behind = line.isBehindOthers(turn);
    if (behind && !mayWait) {
      throw busy(line, turn);
    }
    if (!behind && placed.size() < maxRunning) {
      place(turn);
    } else if (queued.size() < maxWaiting) {
      queued.add(turn);
    } else {
      throw full();
    }
  }

  private static GatewayException busy(SessionTurns line, ActiveTurn turn) {
    return new GatewayException(
        GatewayException.Code.TURN_ALREADY_ACTIVE,
        "Turn %s is active in session %s; cancel it or wait for its end"
            .formatted(line.all().findFirst().orElseThrow().id(), turn.session()));
  }

  private GatewayException full() {
    return new GatewayException(
        GatewayException.Code.QUEUE_FULL,
        "%d turns run and %d wait, which is as many as may; send it again when one has ended"
            .formatted(placed.size(), queued.size()));
  }

  static GatewayException shuttingDown() {
    return new GatewayException(
        GatewayException.Code.SHUTTING_DOWN,
        "The agent is shutting down and takes no new turns; send it again when it is back");
  }

  /** A session's line; an empty one where there is none. */
  private SessionTurns line(SessionId session) {
    return sessions.getOrDefault(session, new SessionTurns());
  }

  private void place(ActiveTurn turn) {
    turn.placed = true;
    placed.add(turn);
  }

  /**
   * An admitted turn is committed, and runs as soon as it may.
   *
   * @return false when it was cancelled meanwhile and will not run: its end is the caller's to
   *     record, and its place is kept until it leaves
   */
  synchronized boolean committed(ActiveTurn turn) {
    if (turn.cancelled) {
      return false;
    }
    turn.state = State.WAITING;
    if (turn.placed) {
      begin(turn);
    }
    changed();
    return true;
  }

  /** Lets a turn wait that an earlier process had accepted, be there room or not. */
  synchronized void restore(ActiveTurn turn) {
    turn.arrival = ++arrivals;
    turn.committed = true;
    turn.state = State.WAITING;
    queued.add(turn);
    sessions.computeIfAbsent(turn.session(), id -> new SessionTurns()).add(turn);
    changed();
  }

  private void begin(ActiveTurn turn) {
    if (closed) {
      return;
    }
    turn.state = State.RUNNING;
    turn.steering.open();
    turn.thread = Thread.ofVirtual().name("turn-" + turn.id()).start(() -> body.accept(turn));
  }

  private void changed() {
    while (!closed && placed.size() < maxRunning) {
      ActiveTurn next = next();
      if (next == null) {
        break;
      }
      queued.remove(next);
      place(next);
      begin(next);
    }
    notifyAll();
  }

  /** Of those that may start, the one that has waited longest. */
  private @Nullable ActiveTurn next() {
    return sessions.values().stream()
        .map(SessionTurns::startable)
        .filter(Objects::nonNull)
        .min(Comparator.comparingLong(turn -> turn.arrival))
        .orElse(null);
  }

  /** A turn has ended, or was not committed: it gives back what it had. */
  synchronized void leave(ActiveTurn turn) {
    SessionTurns line = line(turn.session());
    line.remove(turn);
    turn.state = State.LEFT;
    if (line.isEmpty() && !line.closed) {
      sessions.remove(turn.session());
    }
    placed.remove(turn);
    queued.remove(turn);
    changed();
  }

  /**
   * Stops a turn that runs, or is being committed.
   *
   * @return false when it is neither, or has ended
   */
  synchronized boolean interrupt(ActiveTurn turn) {
    if (turn.ended || (turn.state != State.RUNNING && turn.state != State.SUBMITTING)) {
      return false;
    }
    turn.cancelled = true;
    if (turn.thread != null) {
      turn.thread.interrupt();
    }
    return true;
  }

  /**
   * Holds a turn that waits, so that it doesn't start. {@link #release} or {@link #leave} must
   * follow.
   *
   * @return false when it doesn't wait any more
   */
  synchronized boolean hold(ActiveTurn turn) throws InterruptedException {
    while (turn.state == State.CHANGING) {
      wait();
    }
    if (turn.state != State.WAITING || turn.placed || turn.ended || line(turn.session()).closed) {
      return false;
    }
    turn.state = State.CHANGING;
    return true;
  }

  /** Lets go of a turn that was held: it waits on. */
  synchronized void release(ActiveTurn turn) {
    turn.state = State.WAITING;
    changed();
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

  /** Whether a turn runs. */
  synchronized boolean isRunning(ActiveTurn turn) {
    return turn.state == State.RUNNING && !turn.ended;
  }

  /** Whether a turn is committed and has not begun. */
  synchronized boolean waits(ActiveTurn turn) {
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
      turn.ended = true;
      notifyAll();
    }
  }

  /** A turn has ended without a record of it. */
  synchronized void lose(ActiveTurn turn) {
    turn.ended = true;
    notifyAll();
  }

  /**
   * Closes sessions that are to be deleted: their turns that wait will not run.
   *
   * @return false when something runs in one of them, or is just being changed: nothing was done
   */
  synchronized boolean close(Collection<SessionId> deleted) throws InterruptedException {
    for (SessionId session : deleted) {
      awaitLeaving(session);
    }
    if (deleted.stream().anyMatch(session -> line(session).isBusy() || line(session).closed)) {
      return false;
    }
    deleted.forEach(
        session -> sessions.computeIfAbsent(session, id -> new SessionTurns()).closed = true);
    return true;
  }

  /** Forgets closed sessions. */
  synchronized void forget(Collection<SessionId> deleted) {
    deleted.forEach(session -> {
      line(session)
          .all()
          .forEach(turn -> {
            turn.state = State.LEFT;
            queued.remove(turn);
          });
      sessions.remove(session);
    });
    changed();
  }

  /** Opens closed sessions again. */
  synchronized void reopen(Collection<SessionId> kept) {
    kept.forEach(session -> line(session).closed = false);
    sessions.values().removeIf(SessionTurns::isEmpty);
    changed();
  }

  /** Starts no more, and interrupts what runs. What waits is left as it is. */
  synchronized void close() {
    closed = true;
    placed.stream().filter(turn -> turn.state == State.RUNNING).forEach(this::interrupt);
    notifyAll();
  }

  /**
   * Waits until nothing runs or is being committed.
   *
   * @return false when something still does at the deadline
   */
  synchronized boolean awaitIdle(Duration deadline) throws InterruptedException {
    long end = System.nanoTime() + deadline.toNanos();
    while (sessions.values().stream().anyMatch(SessionTurns::isBusy)) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }
}
