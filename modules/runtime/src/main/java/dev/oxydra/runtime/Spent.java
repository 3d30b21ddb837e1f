package dev.oxydra.runtime;

import dev.oxydra.types.Usage;
import dev.oxydra.types.UsageTotal;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was spent.
 *
 * @param tokens sent and received
 * @param cost in US dollars, of calls whose price is known
 */
record Spent(long tokens, BigDecimal cost) {
  static final Spent NOTHING = new Spent(0, BigDecimal.ZERO);

  static Spent of(List<UsageTotal> totals) {
    Spent all = NOTHING;
    for (UsageTotal total : totals) {
      all = all.plus(total.usage(), total.costUsd());
    }
    return all;
  }

  Spent plus(Usage usage, @Nullable BigDecimal dollars) {
    return plus(
        new Spent(
            usage.inputTokens() + usage.outputTokens(),
            Objects.requireNonNullElse(dollars, BigDecimal.ZERO)));
  }

  Spent plus(Spent other) {
    return new Spent(tokens + other.tokens, cost.add(other.cost));
  }
}
