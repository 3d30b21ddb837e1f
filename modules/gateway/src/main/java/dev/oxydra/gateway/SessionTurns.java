package dev.oxydra.gateway;

import dev.oxydra.types.TurnId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What runs and what waits in one session: a line of turns, of which the first one runs. The lock
 * of {@link TurnLines} guards it.
 */
final class SessionTurns {
  private final Deque<ActiveTurn> line = new ArrayDeque<>();

  /** Whether the session is being deleted: nothing joins the line, and nothing starts. */
  boolean closed;

  boolean isEmpty() {
    return line.isEmpty();
  }

  void add(ActiveTurn turn) {
    line.add(turn);
  }

  void remove(ActiveTurn turn) {
    line.remove(turn);
  }

  @Nullable ActiveTurn find(TurnId id) {
    return line.stream().filter(turn -> turn.id().equals(id)).findFirst().orElse(null);
  }

  /** Whether others are in the line before a turn. */
  boolean isBehindOthers(ActiveTurn turn) {
    return line.peekFirst() != turn;
  }

  /** The one that may start now; null where none may. */
  @Nullable ActiveTurn startable() {
    ActiveTurn first = line.peekFirst();
    return first != null && !first.placed && first.state == ActiveTurn.State.WAITING && !closed
        ? first
        : null;
  }

  /** Those that wait, the next one first. */
  List<ActiveTurn> waiting() {
    return line.stream().filter(ActiveTurn::isShownWaiting).toList();
  }

  /** All of them, in order. */
  Stream<ActiveTurn> all() {
    return line.stream();
  }

  /** Whether something runs, or is being committed. */
  boolean isBusy() {
    return line.stream().anyMatch(turn -> turn.state != ActiveTurn.State.WAITING);
  }
}
