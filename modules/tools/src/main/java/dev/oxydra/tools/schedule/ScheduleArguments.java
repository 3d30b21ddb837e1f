package dev.oxydra.tools.schedule;

import dev.oxydra.types.Scheduler.Cadence;
import dev.oxydra.types.Scheduler.Schedule;
import dev.oxydra.types.ToolException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What arguments of the schedules' tools must be like, where a schema doesn't say it. */
final class ScheduleArguments {
  private static final Duration SHORTEST = Duration.ofMinutes(1);

  /** The longest prompt, in characters. */
  static final int MAX_PROMPT = 10_000;

  /** The longest name, in characters. */
  static final int MAX_NAME = 100;

  private ScheduleArguments() {}

  /**
   * When it is to run.
   *
   * @return null where none of them is given
   * @throws ToolException when more than one is, or one can't be read
   */
  static @Nullable Cadence cadence(
      @Nullable String at,
      @Nullable String every,
      @Nullable String cron,
      @Nullable String timeZone) {
    if (Stream.of(at, every, cron).filter(Objects::nonNull).count() > 1) {
      throw new ToolException("Give one of at, every and cron, not several");
    }
    if (timeZone != null && cron == null) {
      throw new ToolException("/time_zone: is for cron alone; at has its own offset");
    }
    if (at != null) {
      return once(at);
    }
    if (every != null) {
      return every(every);
    }
    return cron == null ? null : new Cadence.Cron(expression(cron), zone(timeZone));
  }

  private static Cadence once(String at) {
    try {
      return new Cadence.Once(OffsetDateTime.parse(at).toInstant());
    } catch (DateTimeException e) {
      throw new ToolException("/at: must be a time such as 2026-11-27T08:00:00+01:00", e);
    }
  }

  private static Cadence every(String every) {
    try {
      Duration interval = Duration.parse(every);
      if (interval.compareTo(SHORTEST) < 0) {
        throw new ToolException("/every: must be a minute (PT1M) or more");
      }
      return new Cadence.Every(interval);
    } catch (DateTimeException e) {
      throw new ToolException("/every: must be an ISO 8601 duration such as PT2H or P1D", e);
    }
  }

  /** Whether the fields make sense is for whoever has a calendar. */
  private static String expression(String cron) {
    String plain = cron.strip().replaceAll("\\s+", " ");
    if (!plain.matches("[0-9A-Za-z*/,?#-]+( [0-9A-Za-z*/,?#-]+){4}")) {
      throw new ToolException(
          "/cron: must have five fields, minute, hour, day, month and weekday, such as 0 8 * * MON");
    }
    return plain;
  }

  private static ZoneId zone(@Nullable String zone) {
    if (zone == null) {
      throw new ToolException("/time_zone: is needed with cron, such as Europe/Berlin");
    }
    try {
      return ZoneId.of(zone);
    } catch (DateTimeException e) {
      throw new ToolException(
          "/time_zone: '%s' is no time zone of the IANA database, such as Europe/Berlin"
              .formatted(zone),
          e);
    }
  }

  static @Nullable String name(@Nullable String name) {
    if (name != null && (name.isBlank() || name.length() > MAX_NAME)) {
      throw new ToolException("/name: must have 1 to %d characters".formatted(MAX_NAME));
    }
    return name;
  }

  static String prompt(String prompt) {
    if (prompt.isBlank() || prompt.length() > MAX_PROMPT) {
      throw new ToolException("/prompt: must have 1 to %d characters".formatted(MAX_PROMPT));
    }
    return prompt;
  }

  /** A schedule in a line. */
  static String line(Schedule schedule) {
    String when =
        switch (schedule.plan().cadence()) {
          case Cadence.Once(var at) -> "once at " + at;
          case Cadence.Every(var interval) -> "every " + interval;
          case Cadence.Cron(var expression, var zone) -> "cron " + expression + " in " + zone;
        };
    String next =
        schedule.enabled()
            ? schedule.next() == null ? "never again" : "next at " + schedule.next()
            : schedule.reason().isEmpty() ? "paused" : "paused: " + schedule.reason();
    return "%s%s: %s, %s".formatted(schedule.id(), named(schedule), when, next);
  }

  private static String named(Schedule schedule) {
    return schedule.plan().name() == null ? "" : " (" + schedule.plan().name() + ")";
  }
}
