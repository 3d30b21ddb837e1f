package dev.oxydra.gateway;

import dev.oxydra.gateway.GatewayException.Code;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnId;

/** What can be done to turns that wait or run. Each change is committed before it counts. */
record TurnChanges(TurnLines lines, TurnQueue queue, HubRecord record) {

  /**
   * Gives a turn that waits another prompt.
   *
   * @param committing is run before that is committed, if it can be done
   */
  void edit(SessionId session, TurnId id, String prompt, Runnable committing) {
    ActiveTurn turn = held(session, id);
    try {
      Submissions.requireContent(prompt, turn.turn);
      committing.run();
      record.append(turn, "user", new EventPayload.TurnEdited(prompt));
    } finally {
      queue.release(turn);
    }
  }

  /**
   * Cancels a turn that waits.
   *
   * @param committing is run before that is committed, if it can be done
   */
  void remove(SessionId session, TurnId id, Runnable committing) {
    ActiveTurn turn = held(session, id);
    committing.run();
    withdraw(turn);
  }

  private ActiveTurn held(SessionId session, TurnId id) {
    ActiveTurn turn = lines.find(session, id);
    if (turn != null && hold(turn)) {
      return turn;
    }
    throw new GatewayException(
        Code.TURN_NOT_WAITING,
        turn != null && lines.isRunning(turn)
            ? "Turn %s runs already; steer_turn speaks to it, cancel_active_turn stops it"
                .formatted(id)
            : "Turn %s doesn't wait in session %s".formatted(id, session));
  }

  private boolean hold(ActiveTurn turn) {
    try {
      return queue.hold(turn);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Refusals.shuttingDown();
    }
  }

  private void withdraw(ActiveTurn turn) {
    boolean gone = false;
    try {
      record.append(turn, "user", new EventPayload.TurnCancelled());
      gone = true;
    } finally {
      if (gone) {
        queue.leave(turn);
      } else {
        queue.release(turn);
      }
    }
  }

  /** Says something to a turn that runs. */
  void steer(SessionId session, TurnId id, String prompt) {
    if (prompt.isBlank()) {
      throw new GatewayException(Code.INVALID_FIELD, "Invalid field 'payload.prompt': it is empty");
    }
    ActiveTurn turn = running(session, id);
    Event steered = null;
    try {
      steered = record.append(turn, "user", new EventPayload.TurnSteered(prompt));
    } finally {
      if (steered == null) {
        turn.steering.forgo();
      } else {
        turn.steering.say(steered.seq(), prompt);
      }
    }
  }

  private ActiveTurn running(SessionId session, TurnId id) {
    ActiveTurn turn = lines.find(session, id);
    if (turn != null && lines.isRunning(turn) && turn.steering.reserve()) {
      return turn;
    }
    boolean waits = turn != null && lines.isWaiting(turn);
    throw new GatewayException(
        Code.NO_ACTIVE_TURN,
        waits
            ? "Turn %s waits and has not begun; edit_queued_turn changes its prompt".formatted(id)
            : "Turn %s doesn't run in session %s, or has just given its answer; send_turn asks anew"
                .formatted(id, session));
  }

  /**
   * Stops what runs in a session, or else cancels what waits first. The end of what runs is in the
   * journal when it has stopped, which may be later.
   *
   * @return false when there is nothing
   */
  boolean cancel(SessionId session) {
    ActiveTurn first = lines.first(session);
    while (first != null && !cancel(first)) {
      first = lines.first(session);
    }
    return first != null;
  }

  /**
   * Stops a turn that runs, or cancels it when it waits.
   *
   * @return false when it does neither
   */
  boolean cancel(SessionId session, TurnId id) {
    ActiveTurn turn = lines.find(session, id);
    return turn != null && stop(turn);
  }

  /** Tries both: it may begin to run in between. */
  private boolean cancel(ActiveTurn turn) {
    if (queue.interrupt(turn)) {
      return true;
    }
    if (!hold(turn)) {
      return false;
    }
    withdraw(turn);
    return true;
  }

  /**
   * Stops what runs and cancels what waits in all sessions.
   *
   * @return how many turns that were
   */
  int cancelAll() {
    return (int) lines.all().stream().filter(this::stop).count();
  }

  private boolean stop(ActiveTurn turn) {
    boolean stopped = cancel(turn);
    while (!stopped && lines.find(turn.session(), turn.id()) == turn && !turn.ended) {
      stopped = cancel(turn);
    }
    return stopped;
  }
}
