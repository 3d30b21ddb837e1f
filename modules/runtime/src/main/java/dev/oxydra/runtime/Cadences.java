package dev.oxydra.runtime;

import dev.oxydra.types.Scheduler.Cadence;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** When a schedule is due, and how that is written. */
final class Cadences {
  /** Of those that are due as one, no more are counted one by one. */
  private static final long COUNTED = 1_000_000;

  private Cadences() {}

  /** As a {@link dev.oxydra.types.ScheduleEvent.Definition} holds it. */
  static String written(Cadence cadence) {
    return switch (cadence) {
      case Cadence.Once(Instant at) -> at.toString();
      case Cadence.Every(Duration interval) -> interval.toString();
      case Cadence.Cron(String expression, ZoneId zone) -> expression;
    };
  }

  static String zone(Cadence cadence) {
    return cadence instanceof Cadence.Cron cron ? cron.zone().getId() : "UTC";
  }

  /**
   * Reads what was {@link #written}.
   *
   * @throws DateTimeException when there is no such time zone any more
   */
  static Cadence read(String when, String timeZone) {
    if (when.startsWith("P")) {
      return new Cadence.Every(Duration.parse(when));
    }
    return when.indexOf('T') == 10
        ? new Cadence.Once(Instant.parse(when))
        : new Cadence.Cron(when, ZoneId.of(timeZone));
  }

  /** Occurrences in order. */
  interface Times {
    /** The first one that is later; null for none. */
    @Nullable Instant next(Instant after);
  }

  /**
   * The occurrences of a cadence, in whole seconds.
   *
   * @param since they begin after this, and intervals are counted from here
   * @throws IllegalArgumentException when a cron expression is none; the message says why
   */
  static Times times(Cadence cadence, Instant since) {
    return switch (cadence) {
      case Cadence.Once(Instant at) -> {
        Instant whole = at.truncatedTo(ChronoUnit.SECONDS);
        yield after -> whole.isAfter(after) ? whole : null;
      }
      case Cadence.Every(Duration interval) -> {
        Instant whole = since.truncatedTo(ChronoUnit.SECONDS);
        long seconds = interval.toSeconds();
        yield after -> {
          long passed = Math.floorDiv(after.getEpochSecond() - whole.getEpochSecond(), seconds);
          return whole.plusSeconds(Math.max(1, passed + 1) * seconds);
        };
      }
      case Cadence.Cron(String expression, ZoneId zone) -> CronTimes.of(expression, zone)::next;
    };
  }

  /**
   * Those that are due.
   *
   * @param first the earliest
   * @param last the latest
   * @param before the latest but one; the first where there are no two
   * @param count how many
   */
  record Due(Instant first, Instant before, Instant last, long count) {}

  /** All up to a time, of which the first is given. */
  static Due due(Times times, Instant first, Instant upTo) {
    Instant before = first;
    Instant last = first;
    long count = 1;
    for (Instant next = times.next(last);
        next != null && !next.isAfter(upTo) && count < COUNTED;
        next = times.next(next)) {
      before = last;
      last = next;
      count++;
    }
    return new Due(first, before, last, count);
  }
}
