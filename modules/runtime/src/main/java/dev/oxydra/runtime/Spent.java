package dev.oxydra.runtime;

import dev.oxydra.types.TimeTotal;
import dev.oxydra.types.Usage;
import dev.oxydra.types.UsageTotal;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was spent.
 *
 * @param turns how many times a model was asked
 * @param time how long agents worked
 * @param tokens sent and received
 * @param cost in US dollars, of calls whose price is known
 */
record Spent(long turns, Duration time, long tokens, BigDecimal cost) {
  static final Spent NOTHING = new Spent(0, Duration.ZERO, 0, BigDecimal.ZERO);

  static Spent of(List<UsageTotal> totals, List<TimeTotal> times) {
    Spent all = NOTHING;
    for (UsageTotal total : totals) {
      all = all.plus(calls(total.calls(), total.usage(), total.costUsd()));
    }
    for (TimeTotal total : times) {
      all = all.plus(time(Duration.ofMillis(total.activeMs())));
    }
    return all;
  }

  static Spent calls(long turns, Usage usage, @Nullable BigDecimal dollars) {
    return call(
        turns,
        usage.inputTokens() + usage.outputTokens(),
        Objects.requireNonNullElse(dollars, BigDecimal.ZERO));
  }

  static Spent call(long turns, long tokens, BigDecimal cost) {
    return new Spent(turns, Duration.ZERO, tokens, cost);
  }

  static Spent time(Duration time) {
    return new Spent(0, time, 0, BigDecimal.ZERO);
  }

  Spent plus(Spent other) {
    return new Spent(
        turns + other.turns, time.plus(other.time), tokens + other.tokens, cost.add(other.cost));
  }

  Spent negated() {
    return new Spent(-turns, time.negated(), -tokens, cost.negate());
  }
}
