package dev.oxydra.runtime;

import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.Turn;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What an agent's turn may cost. A call is taken to cost what the last one did: a conversation
 * grows. What has no known price counts as nothing.
 */
final class CostLimit {
  private final @Nullable BigDecimal most;
  private BigDecimal spent = BigDecimal.ZERO;
  private BigDecimal last = BigDecimal.ZERO;

  private CostLimit(@Nullable BigDecimal most) {
    this.most = most;
  }

  /**
   * Of a turn, which may have spent something in an earlier process.
   *
   * @param most in US dollars; null for any
   */
  static CostLimit of(@Nullable BigDecimal most, Journal journal, Turn turn) {
    CostLimit limit = new CostLimit(most);
    if (most != null && turn.begun()) {
      journal.turn(turn.sessionId(), turn.id()).stream()
          .map(event -> event.payload())
          .filter(EventPayload.UsageRecorded.class::isInstance)
          .forEach(used -> limit.spent(((EventPayload.UsageRecorded) used).costUsd()));
    }
    return limit;
  }

  /** A call has cost something. */
  void spent(@Nullable BigDecimal cost) {
    last = cost == null ? BigDecimal.ZERO : cost;
    spent = spent.add(last);
  }

  /** Why the next call may not be made; null when it may. */
  EventPayload.@Nullable TurnFailed refusal() {
    if (most == null || spent.add(last).compareTo(most) <= 0) {
      return null;
    }
    return new EventPayload.TurnFailed(
        "max_cost",
        "The turn has cost %s US dollars, and its next model call would take it over the agent's max_cost of %s."
            .formatted(spent.toPlainString(), most.toPlainString()));
  }
}
