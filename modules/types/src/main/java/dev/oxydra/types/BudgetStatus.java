package dev.oxydra.types;

import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was spent of a budget. Limits are null where there are none.
 *
 * @param scope whose it is, a stable snake_case word, such as {@code session} or {@code day}
 * @param turns how many times the model was asked
 * @param timeMs how long agents worked, in milliseconds
 * @param tokens what was sent and received
 * @param costUsd US dollars, of calls whose price is known
 */
public record BudgetStatus(
    String scope,
    long turns,
    @Nullable Long maxTurns,
    long timeMs,
    @Nullable Long maxTimeMs,
    long tokens,
    @Nullable Long maxTokens,
    BigDecimal costUsd,
    @Nullable BigDecimal maxCostUsd) {
  public BudgetStatus {
    Objects.requireNonNull(scope, "scope");
    Objects.requireNonNull(costUsd, "cost_usd");
  }
}
