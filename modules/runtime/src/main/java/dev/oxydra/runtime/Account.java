package dev.oxydra.runtime;

import dev.oxydra.types.AgentConfig.Spend;
import dev.oxydra.types.BudgetStatus;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What may be spent in one scope, and what is spent or held of it. Its {@link Ledger} locks it. */
final class Account {
  private final String scope;
  private final String key;
  private final Spend limit;
  private Spent spent;
  private Spent held = Spent.NOTHING;
  private boolean warned;

  /**
   * @param scope {@code turn}, {@code session}, {@code day}, {@code schedule} or {@code agent}
   * @param key where its limit is set
   * @param spent what was spent before
   */
  Account(String scope, String key, Spend limit, Spent spent) {
    this.scope = scope;
    this.key = key;
    this.limit = limit;
    this.spent = spent;
  }

  boolean isLimited() {
    return !limit.equals(Spend.UNLIMITED);
  }

  /** Whether the model may still be asked, were it for free. */
  boolean isOpen() {
    return (limit.maxTurns() == null || spent.turns() + held.turns() < limit.maxTurns())
        && !isOvertime();
  }

  boolean isOvertime() {
    Duration left = timeLeft();
    return left != null && !left.isPositive();
  }

  /** How long agents may still work; null for no limit. */
  @Nullable Duration timeLeft() {
    return limit.maxTime() == null ? null : limit.maxTime().minus(spent.time());
  }

  /** How many tokens may still be sent and received; null for no limit. */
  @Nullable Long tokensLeft() {
    return limit.maxTokens() == null ? null : limit.maxTokens() - spent.tokens() - held.tokens();
  }

  /** How many dollars may still be spent; null for no limit. */
  @Nullable BigDecimal costLeft() {
    BigDecimal most = limit.maxCost();
    return most == null ? null : most.subtract(spent.cost()).subtract(held.cost());
  }

  void hold(Spent more) {
    held = held.plus(more);
  }

  void spend(Spent more) {
    spent = spent.plus(more);
  }

  /**
   * Says once that most is spent.
   *
   * @param ratio from which part on
   * @return null for nothing to say
   */
  @Nullable String warning(double ratio) {
    if (warned || !isOver(ratio)) {
      return null;
    }
    warned = true;
    return "%d %% of the budget of this %s is spent: %s"
        .formatted(Math.round(ratio * 100), scope, describe());
  }

  private boolean isOver(double ratio) {
    BigDecimal most = limit.maxCost();
    return (limit.maxTurns() != null && spent.turns() >= ratio * limit.maxTurns())
        || (limit.maxTime() != null
            && spent.time().toMillis() >= ratio * limit.maxTime().toMillis())
        || (limit.maxTokens() != null && spent.tokens() >= ratio * limit.maxTokens())
        || (most != null && spent.cost().doubleValue() >= ratio * most.doubleValue());
  }

  /** What is spent of what, for people. */
  String describe() {
    List<String> parts = new ArrayList<>();
    if (limit.maxCost() != null) {
      parts.add(String.format(Locale.ROOT, "%.4f of %.4f USD", spent.cost(), limit.maxCost()));
    }
    if (limit.maxTokens() != null) {
      parts.add(String.format(Locale.ROOT, "%,d of %,d tokens", spent.tokens(), limit.maxTokens()));
    }
    if (limit.maxTurns() != null) {
      parts.add(
          String.format(Locale.ROOT, "%,d of %,d model calls", spent.turns(), limit.maxTurns()));
    }
    if (limit.maxTime() != null) {
      parts.add(
          String.format(
              Locale.ROOT, "%,d of %,d s", spent.time().toSeconds(), limit.maxTime().toSeconds()));
    }
    return String.join(", ", parts);
  }

  /** Why it has nothing left for a call. */
  BudgetException exhausted() {
    return new BudgetException(
        ("The budget of this %s is used up: the next model call could take more than is left (%s)."
                + " Raise %s, or go on in another %s.")
            .formatted(
                scope,
                describe(),
                keys(),
                scope.equals("agent") || scope.equals("schedule") ? "turn" : scope));
  }

  private String keys() {
    Map<String, @Nullable Object> limits = new LinkedHashMap<>();
    limits.put("max_cost", limit.maxCost());
    limits.put("max_tokens", limit.maxTokens());
    limits.put("max_turns", limit.maxTurns());
    limits.put("max_time", limit.maxTime());
    limits.values().removeIf(Objects::isNull);
    return key + "." + String.join(" or ", limits.keySet());
  }

  BudgetStatus status() {
    return new BudgetStatus(
        scope,
        spent.turns(),
        limit.maxTurns(),
        spent.time().toMillis(),
        limit.maxTime() == null ? null : limit.maxTime().toMillis(),
        spent.tokens(),
        limit.maxTokens(),
        spent.cost(),
        limit.maxCost());
  }
}
