package dev.oxydra.gateway;

import dev.oxydra.types.TurnId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
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

  /**
   * Makes a change that a request asks for and that all are told of by the event that it commits.
   *
   * @param what tells the change apart from others: its kind and object
   * @param change makes it; runs what it is given when nothing but the commit is left to do
   * @return what that returns
   */
  <T> T asking(String what, String requestId, Function<Runnable, T> change) {
    AtomicBoolean noted = new AtomicBoolean();
    boolean made = false;
    try {
      T result =
          change.apply(() -> {
            noted.set(true);
            note(what, requestId);
          });
      made = true;
      return result;
    } finally {
      if (!made && noted.get()) {
        retract(what);
      }
    }
  }

  private synchronized void note(String what, String requestId) {
    byChange.computeIfAbsent(what, key -> new ArrayDeque<>()).add(requestId);
  }

  private synchronized void retract(String what) {
    Deque<String> asked = byChange.getOrDefault(what, new ArrayDeque<>());
    asked.pollLast();
    if (asked.isEmpty()) {
      byChange.remove(what);
    }
  }

  /** The change has been made: the first request for it; null where another connection asked. */
  synchronized @Nullable String answers(String what) {
    Deque<String> asked = byChange.getOrDefault(what, new ArrayDeque<>());
    String first = asked.pollFirst();
    if (asked.isEmpty()) {
      byChange.remove(what);
    }
    return first;
  }
}
