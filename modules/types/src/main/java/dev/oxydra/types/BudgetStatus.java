package dev.oxydra.types;

import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was spent of a budget.
 *
 * @param scope a stable snake_case word: {@code turn}, {@code session} or {@code day}
 * @param tokens what was sent and received
 * @param maxTokens how much may be; null for no limit
 * @param costUsd US dollars, of calls whose price is known
 * @param maxCostUsd how much may be; null for no limit
 */
public record BudgetStatus(
    String scope,
    long tokens,
    @Nullable Long maxTokens,
    BigDecimal costUsd,
    @Nullable BigDecimal maxCostUsd) {
  public BudgetStatus {
    Objects.requireNonNull(scope, "scope");
    Objects.requireNonNull(costUsd, "cost_usd");
  }
}
