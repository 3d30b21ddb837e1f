package dev.oxydra.runtime;

import dev.oxydra.types.Journal;
import dev.oxydra.types.Scheduler.Cadence;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.SessionInfo;
import dev.oxydra.types.ToolException;
import java.time.Duration;
import java.time.Instant;

/** What a schedule must be like. */
final class ScheduleChecks {
  /** How many occurrences of a cron expression are looked at for how near together they are. */
  private static final int LOOKED_AT = 50;

  private ScheduleChecks() {}

  /**
   * Whether it will be due, and not too often.
   *
   * @throws ToolException when it won't
   */
  static void cadence(Cadence cadence, Instant now, Duration minInterval) {
    Cadences.Times times;
    try {
      times = Cadences.times(cadence, now);
    } catch (IllegalArgumentException e) {
      throw new ToolException("/cron: " + e.getMessage(), e);
    }
    Instant next = times.next(now);
    if (next == null) {
      throw new ToolException(
          cadence instanceof Cadence.Once
              ? "/at: is in the past; it is now " + now
              : "/cron: is never due");
    }
    for (int i = 0; i < LOOKED_AT; i++) {
      Instant after = times.next(next);
      if (after == null) {
        return;
      }
      if (Duration.between(next, after).compareTo(minInterval) < 0) {
        throw new ToolException(
            "It would be due at %s and again at %s, which is nearer together than %s, see scheduler.min_interval"
                .formatted(next, after, minInterval));
      }
      next = after;
    }
  }

  /**
   * Whether there may be one more.
   *
   * @throws ToolException when there may not
   */
  static void room(ScheduleBook book, int most) {
    long enabled = book.all().stream().filter(entry -> entry.definition().enabled()).count();
    if (enabled >= most) {
      throw new ToolException(
          "There are %d schedules, which is as many as may be, see scheduler.max_schedules. Delete or pause one first"
              .formatted(enabled));
    }
  }

  /** The session that the user talks to, where another agent was asked in one below it. */
  static SessionInfo origin(Journal journal, SessionId session) {
    SessionInfo found =
        journal
            .projections()
            .session(session)
            .orElseThrow(() -> new ToolException("There is no session " + session));
    SessionInfo parent =
        found.parentSessionId() == null
            ? null
            : journal.projections().session(found.parentSessionId()).orElse(null);
    return parent == null ? found : origin(journal, parent.sessionId());
  }
}
