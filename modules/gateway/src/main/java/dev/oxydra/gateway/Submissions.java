package dev.oxydra.gateway;

import dev.oxydra.types.Event;
import dev.oxydra.types.Journal;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.Turn;
import java.util.function.Function;

/**
 * Takes turns in: looks whether they can run, keeps their place, commits them.
 *
 * @param agents whom a session talks to
 */
record Submissions(
    Journal journal,
    TurnQueue queue,
    HubRecord record,
    RunnerCheck check,
    AttachmentLimits limits,
    Function<SessionId, String> agents) {

  /**
   * Commits a turn and lets it run as soon as it may.
   *
   * @param mayWait whether it may wait for another one of its session
   */
  Submission submit(Turn turn, boolean mayWait) {
    requireContent(turn.prompt(), turn);
    limits.check(turn.attachments());
    ActiveTurn active = new ActiveTurn(turn);
    if (!reserve(active)) {
      return known(Submission.Outcome.ACTIVE_ALREADY, turn);
    }
    boolean taken = false;
    try {
      if (journal.hasTurn(turn.sessionId(), turn.id())) {
        return known(Submission.Outcome.SUBMITTED_BEFORE, turn);
      }
      queue.admit(active, mayWait);
      Event submitted = commit(active);
      taken = queue.committed(active);
      if (!taken) {
        record.cancelled(active);
      }
      return new Submission(Submission.Outcome.ACCEPTED, submitted.seq());
    } finally {
      if (!taken) {
        queue.leave(active);
      }
    }
  }

  /** Only with a place in the line is it sure that the session is not being deleted. */
  private Event commit(ActiveTurn active) {
    active.assign(agents.apply(active.session()));
    check.requireAgent(active.agent());
    check.requireModel(active.turn);
    return record.submitted(active);
  }

  private Submission known(Submission.Outcome outcome, Turn turn) {
    long seq =
        journal.turn(turn.sessionId(), turn.id()).stream().findFirst().map(Event::seq).orElse(0L);
    return new Submission(outcome, seq);
  }

  private boolean reserve(ActiveTurn turn) {
    try {
      return queue.reserve(turn);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Refusals.shuttingDown();
    }
  }

  /** A turn has a prompt or files. */
  static void requireContent(String prompt, Turn turn) {
    if (prompt.isBlank() && turn.attachments().isEmpty()) {
      throw new GatewayException(
          GatewayException.Code.INVALID_FIELD,
          "Invalid field 'payload.prompt': it is empty, and there is no attachment");
    }
  }
}
