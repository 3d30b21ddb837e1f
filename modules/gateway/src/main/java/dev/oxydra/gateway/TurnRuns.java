package dev.oxydra.gateway;

import dev.oxydra.types.EventPayload;
import dev.oxydra.types.JournalException;
import dev.oxydra.types.TurnRunner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs turns, whatever they do, to an end that is in the journal. */
record TurnRuns(TurnRunner runner, HubRecord record, SessionFeeds feeds, ApprovalDesk desk) {
  private static final Logger LOG = LoggerFactory.getLogger(TurnRuns.class);

  void run(ActiveTurn active) {
    EventPayload end =
        new EventPayload.TurnFailed(
            "internal_error", "The agent loop returned without an end of the turn");
    try {
      runner.run(active.turn, new RunningTurn(active, feeds.get(active.session()), desk));
    } catch (Throwable e) { // whatever a turn does, the hub and the other turns go on
      LOG.error("Turn {} of session {} broke off", active.id(), active.session(), e);
      end = brokenOff(e);
    } finally {
      // What interrupted the turn is done with: recording its end must not be interrupted too.
      var _ = Thread.interrupted();
      record.ended(active, end);
    }
  }

  private static EventPayload brokenOff(Throwable cause) {
    String why = "The turn broke off: " + (cause.getMessage() == null ? cause : cause.getMessage());
    return new EventPayload.TurnFailed(
        cause instanceof JournalException ? "journal_failed" : "internal_error", why);
  }
}
