package dev.oxydra.runtime;

import dev.oxydra.types.SessionId;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnId;
import java.time.Instant;

/**
 * The names of what is made for occurrences of schedules. They follow from the occurrence, so that
 * none is run twice. All turns of a schedule are in one session, and don't see one another.
 */
final class Scheduled {
  private Scheduled() {}

  static SessionId session(String scheduleId) {
    return new SessionId(scheduleId);
  }

  /**
   * The turn of an occurrence.
   *
   * @param manual whether somebody asked for it, out of turn
   */
  static TurnId turn(String scheduleId, Instant due, boolean manual) {
    return new TurnId(scheduleId + (manual ? ".now-" : ".") + due.getEpochSecond());
  }

  /** Whose turn this is. */
  static String schedule(TurnId turn) {
    int dot = turn.value().indexOf('.');
    return dot < 0 ? "" : turn.value().substring(0, dot);
  }

  /** Whether a schedule began this turn. */
  static boolean isRun(Turn turn) {
    return schedule(turn.id()).equals(turn.sessionId().value());
  }
}
