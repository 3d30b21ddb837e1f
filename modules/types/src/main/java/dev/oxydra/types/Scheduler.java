package dev.oxydra.types;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Turns that run at set times. Its methods block, may be called by any thread, and throw a {@link
 * ToolException} with a reason for the model when they can't do what is asked.
 */
public interface Scheduler {
  /**
   * Makes a schedule.
   *
   * @param session where it is made, and its notifications go
   */
  Schedule create(SessionId session, Plan plan);

  /**
   * Schedules whose name or prompt contains these words, the next one due first.
   *
   * @param words empty for all
   * @param limit how many at most
   */
  List<Schedule> search(String words, int limit);

  /** Changes what isn't null. */
  Schedule edit(String scheduleId, Change change);

  void delete(String scheduleId);

  /** What became of a schedule's occurrences, the latest first. */
  List<Run> runs(String scheduleId, int limit);

  /** Runs it now, whenever it is due. */
  Run runNow(String scheduleId);

  /** What the turn of an occurrence answered. */
  String output(String runId);

  /** When a schedule is due. */
  sealed interface Cadence {
    /** At one time. */
    record Once(Instant at) implements Cadence {
      public Once {
        Objects.requireNonNull(at, "at");
      }
    }

    /** Again and again, with so much time in between. */
    record Every(Duration interval) implements Cadence {
      public Every {
        Objects.requireNonNull(interval, "interval");
      }
    }

    /**
     * As a cron expression of five fields says.
     *
     * @param zone whose clock counts
     */
    record Cron(String expression, ZoneId zone) implements Cadence {
      public Cron {
        Objects.requireNonNull(expression, "expression");
        Objects.requireNonNull(zone, "zone");
      }
    }
  }

  /** Whether the user is told what a run answered. */
  enum Notify {
    ALWAYS,
    /** If the answer says so. */
    CONDITIONAL,
    NEVER
  }

  /**
   * What is to be done when.
   *
   * @param name what the user calls it; null for nothing
   * @param prompt what the agent is told then
   */
  record Plan(@Nullable String name, String prompt, Cadence cadence, Notify notification) {
    public Plan {
      Objects.requireNonNull(prompt, "prompt");
      Objects.requireNonNull(cadence, "cadence");
      Objects.requireNonNull(notification, "notify");
    }
  }

  /** What is to be another way; null for what stays. */
  record Change(
      @Nullable String name,
      @Nullable String prompt,
      @Nullable Cadence cadence,
      @Nullable Notify notification,
      @Nullable Boolean enabled) {}

  /**
   * A schedule.
   *
   * @param next when it is due; null for never again
   * @param enabled whether it runs when it is due
   * @param reason why it doesn't, for people; empty for nothing to say
   */
  record Schedule(String id, Plan plan, @Nullable Instant next, boolean enabled, String reason) {
    public Schedule {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(plan, "plan");
    }
  }

  /**
   * What became of an occurrence.
   *
   * @param id for {@link #output}; empty for what was skipped
   * @param outcome a stable snake_case word, such as {@code completed}, {@code failed} or {@code
   *     skipped}
   * @param reason why it was skipped or failed; empty for nothing
   */
  record Run(String id, Instant due, String outcome, String reason) {
    public Run {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(due, "due");
      Objects.requireNonNull(outcome, "outcome");
      Objects.requireNonNull(reason, "reason");
    }
  }
}
