package dev.oxydra.types;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A turn that is to run at set times. */
public sealed interface ScheduleEvent extends EventPayload {

  /** Which schedule: a UUIDv7. */
  String scheduleId();

  /**
   * What is to be done when.
   *
   * @param name what the user calls it
   * @param when a cron expression, or an RFC 3339 time for once
   * @param timeZone the zone of the expression, as in the IANA database
   * @param prompt what the agent is told then
   */
  record Definition(@Nullable String name, String when, String timeZone, String prompt) {
    public Definition {
      Objects.requireNonNull(when, "when");
      Objects.requireNonNull(timeZone, "time_zone");
      Objects.requireNonNull(prompt, "prompt");
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
   * Its turn was submitted.
   *
   * @param due when it was to be
   */
  record Fired(String scheduleId, Instant due) implements ScheduleEvent {
    public Fired {
      Objects.requireNonNull(scheduleId, "schedule_id");
      Objects.requireNonNull(due, "due");
    }
  }

  /**
   * Its time passed without a turn.
   *
   * @param reason a stable snake_case word
   */
  record Skipped(String scheduleId, Instant due, String reason) implements ScheduleEvent {
    public Skipped {
      Objects.requireNonNull(scheduleId, "schedule_id");
      Objects.requireNonNull(due, "due");
      Objects.requireNonNull(reason, "reason");
    }
  }

  /** The turn that it submitted has ended. */
  record Finished(String scheduleId, TurnState state) implements ScheduleEvent {
    public Finished {
      Objects.requireNonNull(scheduleId, "schedule_id");
      Objects.requireNonNull(state, "state");
    }
  }
}
