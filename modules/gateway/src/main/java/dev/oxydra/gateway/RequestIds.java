package dev.oxydra.gateway;

import dev.oxydra.types.TurnId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Under which request a connection sent which turn, and asked for which change that it is answered
 * with a frame that all get. The oldest are forgotten.
 */
final class RequestIds {
  private static final int MAX = 256;

  private final Map<TurnId, String> byTurn = bounded();
  private final Map<String, Deque<String>> byChange = bounded();

  private static <K, V> Map<K, V> bounded() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > MAX;
      }
    };
  }

  synchronized void put(TurnId turn, String requestId) {
    byTurn.remove(turn);
    byTurn.put(turn, requestId);
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

  /** A request asks for a change, which is told apart from others by its kind and object. */
  synchronized void asks(String change, String requestId) {
    byChange.computeIfAbsent(change, key -> new ArrayDeque<>()).add(requestId);
  }

  /** The last request for this change is not done. */
  synchronized void retract(String change) {
    Deque<String> asked = byChange.getOrDefault(change, new ArrayDeque<>());
    asked.pollLast();
    if (asked.isEmpty()) {
      byChange.remove(change);
    }
  }

  /** The change has been made: the first request for it; null where another connection asked. */
  synchronized @Nullable String answers(String change) {
    Deque<String> asked = byChange.getOrDefault(change, new ArrayDeque<>());
    String first = asked.pollFirst();
    if (asked.isEmpty()) {
      byChange.remove(change);
    }
    return first;
  }
}
