package dev.oxydra.gateway;

import dev.oxydra.types.Journal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Which turn has a session. */
final class SessionTurns {
  /** How long a turn whose end is committed may take to leave its thread. */
  private static final Duration LEAVING = Duration.ofSeconds(10);

  /** Whether a turn may be submitted. */
  enum Reservation {
    NEW,
    ACTIVE_ALREADY,
    SUBMITTED_BEFORE
  }

  private final Journal journal;
  private final SessionFeed feed;
  private @Nullable ActiveTurn active;

  SessionTurns(Journal journal, SessionFeed feed) {
    this.journal = journal;
    this.feed = feed;
  }

  SessionFeed feed() {
    return feed;
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
    if (journal.hasTurn(feed.session(), turn.id())) {
      return Reservation.SUBMITTED_BEFORE;
    }
    if (active != null) {
      throw new GatewayException(
          GatewayException.Code.TURN_ALREADY_ACTIVE,
          "Turn %s is active in session %s; cancel it or wait for its end"
              .formatted(active.id(), feed.session()));
    }
    active = turn;
    return Reservation.NEW;
  }

  /** A client that has seen a turn's end may send the next before the first has left its thread. */
  private void awaitLeaving() throws InterruptedException {
    long end = System.nanoTime() + LEAVING.toNanos();
    while (active != null
        && active.committed
        && !feed.isOpen(active.id())
        && System.nanoTime() < end) {
      wait(100);
    }
  }

  /** Lets go of the session. */
  synchronized void release(ActiveTurn turn) {
    if (active == turn) {
      active = null;
      notifyAll();
    }
  }
}
