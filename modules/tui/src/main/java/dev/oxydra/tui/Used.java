package dev.oxydra.tui;

import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.TurnId;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What the session's last turn has used.
 *
 * @param turn whose tokens these are; null before the first
 * @param sent tokens, by all calls of the turn
 * @param received tokens
 * @param context how long the conversation is, in tokens
 * @param limit how long it may be; null where that is not known
 * @param turnCost US dollars of the turn; null where no price is known
 * @param sessionCost US dollars of the whole session; null where no price is known
 */
record Used(
    @Nullable TurnId turn,
    long sent,
    long received,
    long context,
    @Nullable Long limit,
    @Nullable BigDecimal turnCost,
    @Nullable BigDecimal sessionCost) {
  static final Used NOTHING = new Used(null, 0, 0, 0, null, null, null);

  Used plus(ServerFrame.UsageUpdate call) {
    boolean same = call.turn().turnId().equals(turn);
    return new Used(
        call.turn().turnId(),
        (same ? sent : 0) + call.inputTokens(),
        (same ? received : 0) + call.outputTokens(),
        call.contextTokens(),
        call.contextLimit(),
        UsageView.plus(same ? turnCost : null, call.costUsd()),
        call.sessionCostUsd());
  }
}
