package dev.oxydra.gateway;

import dev.oxydra.types.ChildSpec;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.JournalException;
import dev.oxydra.types.RestartPolicy;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.Supervisor;
import dev.oxydra.types.TurnRunner;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs turns, whatever they do, to an end that is in the journal. Those of a session whose turns
 * have broken off again and again are not run for a while.
 */
record TurnRuns(
    TurnRunner runner,
    HubRecord record,
    SessionFeeds feeds,
    ApprovalDesk desk,
    Supervisor supervisor) {
  private static final Logger LOG = LoggerFactory.getLogger(TurnRuns.class);

  /** The next turn is begun at once, until there were too many. */
  private static final RestartPolicy POLICY =
      new RestartPolicy(Duration.ZERO, Duration.ZERO, Duration.ofMinutes(1), 5);

  void run(ActiveTurn active) {
    ChildSpec session = spec(active.session());
    Duration pause = supervisor.pause(session);
    if (pause.isPositive()) {
      record.ended(active, leftAlone(pause));
      return;
    }
    EventPayload end =
        new EventPayload.TurnFailed(
            "internal_error", "The agent loop returned without an end of the turn");
    try {
      runner.run(active.turn, new RunningTurn(active, feeds.get(active.session()), desk));
      supervisor.worked(session);
    } catch (Throwable e) { // whatever a turn does, the hub and the other turns go on
      LOG.error("Turn {} of session {} broke off", active.id(), active.session(), e);
      end = brokenOff(e);
      if (!(e instanceof JournalException)) { // that is not the session's fault
        Duration _ = supervisor.failed(session, why(e));
      }
    } finally {
      // What interrupted the turn is done with: recording its end must not be interrupted too.
      var _ = Thread.interrupted();
      record.ended(active, end);
    }
  }

  private static ChildSpec spec(SessionId session) {
    return new ChildSpec("session:" + session, "Session " + session, POLICY, session);
  }

  private static EventPayload leftAlone(Duration pause) {
    return new EventPayload.TurnFailed(
        "session_failed",
        "%d turns of this session have broken off one after the other: it is left alone for another %d s. Send this again then; the log has the details"
            .formatted(POLICY.most(), pause.toSeconds() + 1));
  }

  private static EventPayload brokenOff(Throwable cause) {
    return new EventPayload.TurnFailed(
        cause instanceof JournalException ? "journal_failed" : "internal_error",
        "The turn broke off: " + why(cause));
  }

  private static String why(Throwable cause) {
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}
