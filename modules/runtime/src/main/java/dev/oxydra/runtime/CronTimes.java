package dev.oxydra.runtime;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a cron expression of five fields is due, by the clock of a time zone.
 *
 * <p>An expression for certain hours is due once a day that it is for, as people mean it: at a time
 * that a change of the clock leaves out, it is due when that much time has passed after the change
 * (2:30 becomes 3:30), and at a time that comes twice, the first time. One for every hour, or every
 * so many, follows the time that passes: it isn't due at a time that is left out, and is due at
 * both of those that come twice.
 */
final class CronTimes {
  private static final CronDefinition FIELDS =
      CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX);

  private final ExecutionTime times;
  private final ZoneRules rules;
  private final boolean everyHour;

  private CronTimes(ExecutionTime times, ZoneRules rules, boolean everyHour) {
    this.times = times;
    this.rules = rules;
    this.everyHour = everyHour;
  }

  /**
   * Reads an expression.
   *
   * @throws IllegalArgumentException when it is none; the message says why
   */
  static CronTimes of(String expression, ZoneId zone) {
    Cron cron = new CronParser(FIELDS).parse(expression).validate();
    return new CronTimes(
        ExecutionTime.forCron(cron), zone.getRules(), expression.split(" ", -1)[1].startsWith("*"));
  }

  /** The first time that is later; null for never. */
  @Nullable Instant next(Instant after) {
    Instant next = later(from(after), after);
    ZoneOffsetTransition change = everyHour ? rules.nextTransition(after) : null;
    if (change == null
        || !change.isOverlap()
        || (next != null && next.isBefore(change.getInstant()))) {
      return next;
    }
    // The clock is put back before that: what comes again may be due again.
    Instant again =
        later(change.getDateTimeAfter().minusSeconds(1), change.getInstant().minusSeconds(1));
    return again != null && (next == null || again.isBefore(next)) ? again : next;
  }

  /** What the clock shows; or showed last, where what it left out may still be due. */
  private LocalDateTime from(Instant after) {
    ZoneOffsetTransition change = rules.previousTransition(after.plusSeconds(1));
    boolean leftOut =
        !everyHour
            && change != null
            && change.isGap()
            && after.isBefore(change.getInstant().plus(change.getDuration()));
    return leftOut
        ? change.getDateTimeBefore().minusSeconds(1)
        : LocalDateTime.ofInstant(after, rules.getOffset(after));
  }

  private @Nullable Instant later(LocalDateTime from, Instant after) {
    LocalDateTime local = from;
    while (true) {
      local =
          times
              .nextExecution(local.atZone(ZoneOffset.UTC))
              .map(found -> found.toLocalDateTime())
              .orElse(null);
      if (local == null) {
        return null;
      }
      for (Instant instant : instants(local)) {
        if (instant.isAfter(after)) {
          return instant;
        }
      }
    }
  }

  /** When a clock shows this and it counts, in order. */
  private List<Instant> instants(LocalDateTime local) {
    List<ZoneOffset> offsets = rules.getValidOffsets(local);
    if (offsets.size() == 1) {
      return List.of(local.toInstant(offsets.getFirst()));
    }
    if (everyHour) {
      return offsets.stream().map(local::toInstant).toList();
    }
    ZoneOffsetTransition change = rules.getTransition(local);
    return List.of(local.toInstant(change.getOffsetBefore()));
  }
}
