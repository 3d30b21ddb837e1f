package dev.oxydra.types;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A turn that is to run at set times. */
public sealed interface ScheduleEvent extends EventPayload {
  /** Where these events are: in a session of their own, which is never shown. */
  SessionId SESSION = new SessionId("schedules");

  /** Which schedule: a UUIDv7. */
  String scheduleId();

  /**
   * What is to be done when.
   *
   * @param name what the user calls it
   * @param when a cron expression of five fields, an RFC 3339 time for once, or an ISO 8601
   *     duration for again and again
   * @param timeZone the zone of the expression, as in the IANA database; UTC for the others
   * @param prompt what the agent is told then
   * @param notification when the user is told of it
   * @param origin the session where it was made, which its notifications go to
   * @param agentName who does it
   * @param since nothing was due before; intervals are counted from here
   * @param enabled whether it runs when it is due
   * @param reason why it doesn't, for people; empty for nothing to say
   */
  record Definition(
      @Nullable String name,
      String when,
      String timeZone,
      String prompt,
      Scheduler.Notify notification,
      SessionId origin,
      String agentName,
      Instant since,
      boolean enabled,
      String reason) {
    public Definition {
      Objects.requireNonNull(when, "when");
      Objects.requireNonNull(timeZone, "time_zone");
      Objects.requireNonNull(prompt, "prompt");
      Objects.requireNonNull(notification, "notification");
      Objects.requireNonNull(origin, "origin");
      Objects.requireNonNull(agentName, "agent_name");
      Objects.requireNonNull(since, "since");
      Objects.requireNonNull(reason, "reason");
    }

    /** Running or not, from now on. */
    public Definition with(boolean runs, String why) {
      return new Definition(
          name, when, timeZone, prompt, notification, origin, agentName, since, runs, why);
    }
  }

  record Created(String scheduleId, Definition definition) implements ScheduleEvent {
    public Created {
      Objects.requireNonNull(scheduleId, "schedule_id");
      Objects.requireNonNull(definition, "definition");
    }
  }

  record Changed(String scheduleId, Definition definition) implements ScheduleEvent {
    public Changed {
      Objects.requireNonNull(scheduleId, "schedule_id");
      Objects.requireNonNull(definition, "definition");
    }
  }

  record Deleted(String scheduleId) implements ScheduleEvent {
    public Deleted {
      Objects.requireNonNull(scheduleId, "schedule_id");
    }
  }

  /**
   * An occurrence is taken: its turn is submitted next, and no other is for the same one.
   *
   * @param due when it was to be
   * @param turn the turn's id
   * @param manual whether somebody asked for it, out of turn
   */
  record Fired(String scheduleId, Instant due, TurnId turn, boolean manual)
      implements ScheduleEvent {
    public Fired {
      Objects.requireNonNull(scheduleId, "schedule_id");
      Objects.requireNonNull(due, "due");
      Objects.requireNonNull(turn, "turn");
    }
  }

  /**
   * Occurrences passed without a turn.
   *
   * @param due when the first of them was to be
   * @param upTo when the last of them was to be
   * @param count how many they are
   * @param reason a stable snake_case word: {@code missed} while nothing ran here, or {@code
   *     still_running}
   */
  record Skipped(String scheduleId, Instant due, Instant upTo, long count, String reason)
      implements ScheduleEvent {
    public Skipped {
      Objects.requireNonNull(scheduleId, "schedule_id");
      Objects.requireNonNull(due, "due");
      Objects.requireNonNull(upTo, "up_to");
      Objects.requireNonNull(reason, "reason");
    }
  }

  /**
   * The turn of an occurrence has ended.
   *
   * @param reason why it did not do what it was told; empty where it did
   */
  record Finished(String scheduleId, TurnId turn, TurnState state, String reason)
      implements ScheduleEvent {
    public Finished {
      Objects.requireNonNull(scheduleId, "schedule_id");
      Objects.requireNonNull(turn, "turn");
      Objects.requireNonNull(state, "state");
      Objects.requireNonNull(reason, "reason");
    }
  }
}
