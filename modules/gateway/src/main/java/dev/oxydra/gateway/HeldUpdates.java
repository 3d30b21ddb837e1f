package dev.oxydra.gateway;

import dev.oxydra.types.TurnId;
import dev.oxydra.types.TurnUpdate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Live updates that wait until the event that they follow has been sent. Adjacent deltas are
 * joined. Not safe for use by several threads.
 */
final class HeldUpdates {
  /**
   * A live update, and the event after which it belongs.
   *
   * @param text of a delta, to which the next one's is added; null for what is not a delta
   */
  private record Held(long afterSeq, TurnId turn, TurnUpdate update, @Nullable StringBuilder text) {
    long size() {
      return text == null ? HeldUpdates.size(update) : text.length();
    }

    TurnUpdate whole() {
      return text == null ? update : new TurnUpdate.Delta(text.toString());
    }
  }

  private final Backlog backlog;
  private final Deque<Held> held = new ArrayDeque<>();

  HeldUpdates(Backlog backlog) {
    this.backlog = backlog;
  }

  boolean isEmpty() {
    return held.isEmpty();
  }

  /**
   * Holds an update back.
   *
   * @return false when too much waits
   */
  boolean add(long afterSeq, TurnId turn, TurnUpdate update) {
    Held last = held.peekLast();
    if (update instanceof TurnUpdate.Delta(String more)
        && last != null
        && last.text() != null
        && last.afterSeq() == afterSeq
        && last.turn().equals(turn)) {
      last.text().append(more);
      return backlog.grow(more.length());
    }
    StringBuilder text =
        update instanceof TurnUpdate.Delta delta ? new StringBuilder(delta.text()) : null;
    held.add(new Held(afterSeq, turn, update, text));
    return backlog.add(size(update));
  }

  /** Hands over, in order, what belongs after this event or an earlier one. */
  void releaseUpTo(long seq, BiConsumer<TurnId, TurnUpdate> sink) {
    while (!held.isEmpty() && held.getFirst().afterSeq() <= seq) {
      Held next = held.removeFirst();
      backlog.remove(next.size());
      sink.accept(next.turn(), next.whole());
    }
  }

  void clear() {
    held.forEach(update -> backlog.remove(update.size()));
    held.clear();
  }

  private static long size(TurnUpdate update) {
    return switch (update) {
      case TurnUpdate.Delta delta -> delta.text().length();
      case TurnUpdate.Reasoning reasoning -> reasoning.text().length();
      case TurnUpdate.ToolOutput output -> output.chunk().length();
      case TurnUpdate.Progress progress -> progress.message().length();
    };
  }
}
