package dev.oxydra.gateway;

import dev.oxydra.gateway.ActiveTurn.State;
import dev.oxydra.types.SessionId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * Lets a bounded number of turns run, each on a virtual thread of its own and one of a session at a
 * time, and a bounded number wait, first in, first out. It never calls the journal: whoever changes
 * something keeps a place first, commits, and then says that it is done.
 */
final class TurnQueue {
  /** How long a turn whose end is committed may take to leave its thread. */
  private static final Duration LEAVING = Duration.ofSeconds(10);

  private final TurnLines lines;
  private final int maxRunning;
  private final int maxWaiting;
  private final Consumer<ActiveTurn> body;
  private long arrivals;
  private boolean closed;
  private boolean paused;

  /**
   * @param body runs a turn to its end and throws nothing
   */
  TurnQueue(TurnLines lines, int maxRunning, int maxWaiting, Consumer<ActiveTurn> body) {
    this.lines = lines;
    this.maxRunning = maxRunning;
    this.maxWaiting = maxWaiting;
    this.body = body;
  }

  /**
   * Puts a turn at the end of its session's line. {@link #admit} or {@link #leave} must follow.
   *
   * @return false when a turn with its id is in the line already: nothing was done
   */
  boolean reserve(ActiveTurn turn) throws InterruptedException {
    synchronized (lines) {
      awaitLeaving(turn.session());
      SessionTurns line = lines.open(turn.session());
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
  }

  /** A client that has seen a turn's end may send the next before the first has left its thread. */
  private void awaitLeaving(SessionId session) throws InterruptedException {
    long end = System.nanoTime() + LEAVING.toNanos();
    while (lines.line(session).all().anyMatch(turn -> turn.ended) && System.nanoTime() < end) {
      lines.wait(100);
    }
  }

  /**
   * Keeps a place for a turn in the line: one of those that run, or one of those that wait. {@link
   * #committed} or {@link #leave} must follow.
   *
   * @param mayWait whether it may wait for another one of its session
   * @throws GatewayException when there is no place
   */
  void admit(ActiveTurn turn, boolean mayWait) {
    synchronized (lines) {
      if (closed) {
        throw Refusals.shuttingDown();
      }
      SessionTurns line = lines.line(turn.session());
      boolean behind = line.isBehindOthers(turn);
      if (behind && !mayWait) {
        throw Refusals.busy(line, turn);
      }
      if (!behind && !paused && (turn.awaited || lines.taken() < maxRunning)) {
        place(turn);
      } else if (turn.awaited || lines.queued.size() < maxWaiting) {
        lines.queued.add(turn);
      } else {
        throw Refusals.full(lines.placed.size(), lines.queued.size());
      }
    }
  }

  private void place(ActiveTurn turn) {
    turn.placed = true;
    lines.queued.remove(turn);
    lines.placed.add(turn);
  }

  /**
   * An admitted turn is committed, and runs as soon as it may.
   *
   * @return false when it was cancelled meanwhile and will not run: its end is the caller's to
   *     record, and its place is kept until it leaves
   */
  boolean committed(ActiveTurn turn) {
    synchronized (lines) {
      if (turn.cancelled) {
        return false;
      }
      turn.state = State.WAITING;
      if (turn.placed && closed) {
        giveBackPlace(turn);
      } else if (turn.placed) {
        begin(turn);
      }
      changed();
      return true;
    }
  }

  /** It waits, for the next process. */
  private void giveBackPlace(ActiveTurn turn) {
    turn.placed = false;
    lines.placed.remove(turn);
    lines.queued.add(turn);
  }

  /**
   * Lets turns wait that an earlier process had accepted, be there room or not. None begins before
   * all are here: one may wait for another.
   */
  void restore(List<ActiveTurn> turns) {
    synchronized (lines) {
      for (ActiveTurn turn : turns) {
        turn.arrival = ++arrivals;
        turn.committed = true;
        turn.state = State.WAITING;
        lines.queued.add(turn);
        lines.open(turn.session()).add(turn);
      }
      changed();
    }
  }

  private void begin(ActiveTurn turn) {
    turn.state = State.RUNNING;
    turn.steering.open();
    turn.thread = Thread.ofVirtual().name("turn-" + turn.id()).start(() -> body.accept(turn));
  }

  private void changed() {
    while (!closed && !paused) {
      ActiveTurn next = lines.next(lines.taken() < maxRunning);
      if (next == null) {
        break;
      }
      place(next);
      begin(next);
    }
    lines.notifyAll();
  }

  /** A turn has ended, or was not committed: it gives back what it had. */
  void leave(ActiveTurn turn) {
    synchronized (lines) {
      lines.remove(turn);
      changed();
    }
  }

  /**
   * Stops a turn that runs, or is being committed.
   *
   * @return false when it is neither, or has ended
   */
  boolean interrupt(ActiveTurn turn) {
    synchronized (lines) {
      if (turn.ended || (turn.state != State.RUNNING && turn.state != State.SUBMITTING)) {
        return false;
      }
      turn.cancelled = true;
      turn.steering.close();
      if (turn.thread != null) {
        turn.thread.interrupt();
      }
      return true;
    }
  }

  /**
   * Holds a turn that waits, so that it doesn't start. {@link #release} or {@link #leave} must
   * follow.
   *
   * @return false when it doesn't wait any more
   */
  boolean hold(ActiveTurn turn) throws InterruptedException {
    synchronized (lines) {
      while (turn.state == State.CHANGING || lines.line(turn.session()).closed) {
        lines.wait();
      }
      if (turn.state != State.WAITING || turn.ended) {
        return false;
      }
      turn.state = State.CHANGING;
      return true;
    }
  }

  /** Lets go of a turn that was held: it waits on. */
  void release(ActiveTurn turn) {
    synchronized (lines) {
      turn.state = State.WAITING;
      changed();
    }
  }

  /**
   * Lets no turn begin before {@link #resume}; those that come wait. Waits for another one that has
   * done this, and for turns that have ended and have yet to leave.
   *
   * @return false when a turn runs: nothing was done
   */
  boolean pause() throws InterruptedException {
    synchronized (lines) {
      long end = System.nanoTime() + LEAVING.toNanos();
      while (paused || (isLeaving() && System.nanoTime() < end)) {
        lines.wait(100);
      }
      if (closed) {
        throw Refusals.shuttingDown();
      }
      paused = lines.placed.isEmpty();
      return paused;
    }
  }

  private boolean isLeaving() {
    return !lines.placed.isEmpty() && lines.placed.stream().allMatch(turn -> turn.ended);
  }

  /** Turns may begin again. */
  void resume() {
    synchronized (lines) {
      paused = false;
      changed();
    }
  }

  /**
   * Closes sessions that are to be deleted: their turns that wait will not run.
   *
   * @return false when something runs in one of them, or is just being changed: nothing was done
   */
  boolean close(Collection<SessionId> deleted) throws InterruptedException {
    synchronized (lines) {
      for (SessionId session : deleted) {
        awaitLeaving(session);
      }
      if (deleted.stream().map(lines::line).anyMatch(line -> line.closed || line.isBusy())) {
        return false;
      }
      deleted.forEach(session -> lines.open(session).closed = true);
      return true;
    }
  }

  /** Forgets closed sessions. */
  void forget(Collection<SessionId> deleted) {
    synchronized (lines) {
      for (SessionId session : deleted) {
        lines.line(session).all().forEach(lines::forget);
        lines.sessions.remove(session);
      }
      changed();
    }
  }

  /** Opens closed sessions again. */
  void reopen(Collection<SessionId> kept) {
    synchronized (lines) {
      kept.forEach(session -> lines.line(session).closed = false);
      lines.sessions.values().removeIf(SessionTurns::isEmpty);
      changed();
    }
  }

  /** Starts no more, and interrupts what runs. What waits is left as it is. */
  void close() {
    synchronized (lines) {
      closed = true;
      lines.placed.stream().filter(turn -> turn.state == State.RUNNING).forEach(this::interrupt);
      lines.notifyAll();
    }
  }

  /**
   * Waits until nothing runs or is being committed.
   *
   * @return false when something still does at the deadline
   */
  boolean awaitIdle(Duration deadline) throws InterruptedException {
    synchronized (lines) {
      long end = System.nanoTime() + deadline.toNanos();
      while (lines.sessions.values().stream().anyMatch(SessionTurns::isBusy)) {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return false;
        }
        lines.wait(left);
      }
      return true;
    }
  }
}
