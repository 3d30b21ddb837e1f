package dev.oxydra.gateway;

import dev.oxydra.types.TurnId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Under which request a connection sent which turn. The oldest are forgotten. */
final class RequestIds {
  private static final int MAX = 256;

  private final Map<TurnId, String> byTurn = new LinkedHashMap<>();

  synchronized void put(TurnId turn, String requestId) {
    byTurn.remove(turn);
    byTurn.put(turn, requestId);
    if (byTurn.size() > MAX) {
      byTurn.remove(byTurn.keySet().iterator().next());
    }
  }

  synchronized void remove(TurnId turn) {
    byTurn.remove(turn);
  }

  /** The request's id; null for a turn that another connection sent. */
  synchronized @Nullable String get(TurnId turn) {
    return byTurn.get(turn);
  }

  /** The request's id; the turn's own for a turn that another connection sent. */
  synchronized String of(TurnId turn) {
    return byTurn.getOrDefault(turn, turn.value());
  }
}
