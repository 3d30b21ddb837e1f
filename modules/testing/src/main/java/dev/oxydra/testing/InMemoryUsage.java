package dev.oxydra.testing;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TimeTotal;
import dev.oxydra.types.UsageTotal;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What was used, by session, day and model. */
final class InMemoryUsage {
  private final TreeMap<String, UsageTotal> totals = new TreeMap<>();
  private final TreeMap<String, TimeTotal> times = new TreeMap<>();

  void add(Event event, EventPayload.UsageRecorded it) {
    UsageTotal one =
        new UsageTotal(
            event.sessionId(),
            event.ts().atZone(ZoneOffset.UTC).toLocalDate(),
            it.provider(),
            it.model(),
            1,
            it.usage(),
            it.costUsd());
    totals.merge(key(one), one, InMemoryUsage::sum);
  }

  void add(Event event, EventPayload.TimeRecorded it) {
    LocalDate day = event.ts().atZone(ZoneOffset.UTC).toLocalDate();
    times.merge(
        event.sessionId().value() + "\n" + day,
        new TimeTotal(event.sessionId(), day, it.activeMs()),
        (total, one) -> new TimeTotal(one.sessionId(), day, total.activeMs() + one.activeMs()));
  }

  private static String key(UsageTotal one) {
    return String.join(
        "\n",
        one.sessionId().value(),
        one.day().toString(),
        one.provider().value(),
        one.model().value());
  }

  private static UsageTotal sum(UsageTotal total, UsageTotal one) {
    return new UsageTotal(
        total.sessionId(),
        total.day(),
        total.provider(),
        total.model(),
        total.calls() + one.calls(),
        total.usage().plus(one.usage()),
        sum(total.costUsd(), one.costUsd()));
  }

  private static @Nullable BigDecimal sum(@Nullable BigDecimal total, @Nullable BigDecimal one) {
    if (total == null || one == null) {
      return total == null ? one : total;
    }
    return total.add(one);
  }

  void forget(SessionId session) {
    totals.values().removeIf(each -> each.sessionId().equals(session));
    times.values().removeIf(each -> each.sessionId().equals(session));
  }

  void clear() {
    totals.clear();
    times.clear();
  }

  Collection<UsageTotal> totals() {
    return totals.values();
  }

  Collection<TimeTotal> times() {
    return times.values();
  }
}
