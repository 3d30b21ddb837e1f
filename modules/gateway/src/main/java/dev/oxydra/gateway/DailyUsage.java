package dev.oxydra.gateway;

import dev.oxydra.types.OverviewFrame.UsageOfDay;
import dev.oxydra.types.UsageTotal;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What models were used for in all sessions together, day by day. */
final class DailyUsage {
  private DailyUsage() {}

  /**
   * A model on a day.
   *
   * @param day in UTC
   */
  private record Key(LocalDate day, String provider, String model) implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::day).thenComparing(Key::provider).thenComparing(Key::model);

    static Key of(UsageTotal total) {
      return new Key(total.day(), total.provider().value(), total.model().value());
    }

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * Adds up.
   *
   * @param first the first day that counts
   * @param totals of each session
   * @return in the order of days, providers and models
   */
  static List<UsageOfDay> since(LocalDate first, Collection<UsageTotal> totals) {
    Map<Key, UsageOfDay> days = new TreeMap<>();
    for (UsageTotal total : totals) {
      if (!total.day().isBefore(first)) {
        days.merge(Key.of(total), of(total), DailyUsage::sum);
      }
    }
    return List.copyOf(days.values());
  }

  private static UsageOfDay of(UsageTotal total) {
    return new UsageOfDay(
        total.day(),
        total.provider().value(),
        total.model().value(),
        total.calls(),
        total.usage().inputTokens(),
        total.usage().cachedInputTokens(),
        total.usage().outputTokens(),
        total.costUsd());
  }

  private static UsageOfDay sum(UsageOfDay a, UsageOfDay b) {
    return new UsageOfDay(
        a.day(),
        a.provider(),
        a.model(),
        a.calls() + b.calls(),
        a.inputTokens() + b.inputTokens(),
        a.cachedInputTokens() + b.cachedInputTokens(),
        a.outputTokens() + b.outputTokens(),
        sum(a.costUsd(), b.costUsd()));
  }

  /** What is not known is left out. */
  private static @Nullable BigDecimal sum(@Nullable BigDecimal a, @Nullable BigDecimal b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.add(b);
  }
}
