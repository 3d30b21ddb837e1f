package dev.oxydra.runtime;

import dev.oxydra.types.AgentConfig.Spend;
import dev.oxydra.types.BudgetStatus;
import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What may be spent in one scope, and what is spent or held of it. Its {@link Ledger} locks it. */
final class Account {
  private final String scope;
  private final String key;
  private final Spend limit;
  private Spent spent;
  private long heldTokens;
  private BigDecimal heldCost = BigDecimal.ZERO;
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
    return limit.maxTokens() != null || limit.maxCost() != null;
  }

  /** How many tokens may still be sent and received; null for no limit. */
  @Nullable Long tokensLeft() {
    return limit.maxTokens() == null ? null : limit.maxTokens() - spent.tokens() - heldTokens;
  }

  /** How many dollars may still be spent; null for no limit. */
  @Nullable BigDecimal costLeft() {
    BigDecimal most = limit.maxCost();
    return most == null ? null : most.subtract(spent.cost()).subtract(heldCost);
  }

  void hold(long moreTokens, BigDecimal moreCost) {
    heldTokens += moreTokens;
    heldCost = heldCost.add(moreCost);
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
    return (limit.maxTokens() != null && spent.tokens() >= ratio * limit.maxTokens())
        || (most != null && spent.cost().doubleValue() >= ratio * most.doubleValue());
  }

  /** What is spent of what, for people. */
  String describe() {
    String dollars =
        limit.maxCost() == null
            ? ""
            : String.format(Locale.ROOT, "%.4f of %.4f USD", spent.cost(), limit.maxCost());
    String count =
        limit.maxTokens() == null
            ? ""
            : String.format(Locale.ROOT, "%,d of %,d tokens", spent.tokens(), limit.maxTokens());
    return dollars + (dollars.isEmpty() || count.isEmpty() ? "" : ", ") + count;
  }

  /** Why it has nothing left for a call. */
  BudgetException exhausted() {
    return new BudgetException(
        ("The budget of this %s is used up: the next model call could cost more than is left (%s)."
                + " Raise %s, or go on in another %s.")
            .formatted(
                scope,
                describe(),
                key,
                scope.equals("agent") || scope.equals("schedule") ? "turn" : scope));
  }

  BudgetStatus status() {
    return new BudgetStatus(
        scope, spent.tokens(), limit.maxTokens(), spent.cost(), limit.maxCost());
  }
}
