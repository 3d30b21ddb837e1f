package dev.oxydra.gateway;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Lets a bounded number of turns run, each on a virtual thread of its own, and a bounded number
 * wait, first in, first out.
 */
final class TurnQueue {
  /** What became of a turn that is to be cancelled. */
  enum Cancelled {
    /** It waited and will not run: its end is the caller's to record. */
    WITHDRAWN,
    /** Its thread was interrupted, or it will be withdrawn when its submission is committed. */
    SIGNALLED
  }

  private final int maxRunning;
  private final int maxWaiting;
  private final Consumer<ActiveTurn> body;
  private final Deque<ActiveTurn> waiting = new ArrayDeque<>();
  private final Set<ActiveTurn> running = new HashSet<>();
  private int admitted;
  private boolean closed;

  /**
   * @param body runs a turn to its end and throws nothing
   */
  TurnQueue(int maxRunning, int maxWaiting, Consumer<ActiveTurn> body) {
    this.maxRunning = maxRunning;
    this.maxWaiting = maxWaiting;
    this.body = body;
  }

  /**
   * Keeps a place for a turn, which {@link #enqueue} or {@link #forgo} must follow.
   *
   * @throws GatewayException when there is none
   */
  synchronized void admit() {
    if (closed) {
      throw shuttingDown();
    }
    if (running.size() + waiting.size() + admitted >= maxRunning + maxWaiting) {
      throw new GatewayException(
          GatewayException.Code.QUEUE_FULL,
          "%d turns run and %d wait, which is as many as may; send it again when one has ended"
              .formatted(running.size(), waiting.size() + admitted));
    }
    admitted++;
  }

  static GatewayException shuttingDown() {
    return new GatewayException(
        GatewayException.Code.SHUTTING_DOWN,
        "The agent is shutting down and takes no new turns; send it again when it is back");
  }

  /** Gives an admitted place back. */
  synchronized void forgo() {
    admitted--;
    notifyAll();
  }

  /**
   * Lets an admitted turn run as soon as it may.
   *
   * @return false when it was cancelled meanwhile and will not run; its place is kept
   */
  synchronized boolean enqueue(ActiveTurn turn) {
    if (closed || turn.cancelled) {
      return false;
    }
    admitted--;
    waiting.add(turn);
    startNext();
    return true;
  }

  private void startNext() {
    while (!closed && running.size() < maxRunning && !waiting.isEmpty()) {
      ActiveTurn next = waiting.remove();
      running.add(next);
      next.thread = Thread.ofVirtual().name("turn-" + next.id()).start(() -> body.accept(next));
    }
  }

  /** The turn has ended: the next one may run. */
  synchronized void ended(ActiveTurn turn) {
    running.remove(turn);
    startNext();
    notifyAll();
  }

  synchronized Cancelled cancel(ActiveTurn turn) {
    if (waiting.remove(turn)) {
      return Cancelled.WITHDRAWN;
    }
    turn.cancelled = true;
    if (turn.thread != null) {
      turn.thread.interrupt();
    }
    return Cancelled.SIGNALLED;
  }

  /** Admits no more, interrupts what runs, and returns what waited. */
  synchronized List<ActiveTurn> close() {
    closed = true;
    List<ActiveTurn> withdrawn = List.copyOf(waiting);
    waiting.clear();
    running.forEach(this::cancel);
    return withdrawn;
  }

  /**
   * Waits until nothing runs.
   *
   * @return false when something still does at the deadline
   */
  synchronized boolean awaitIdle(Duration deadline) throws InterruptedException {
    long end = System.nanoTime() + deadline.toNanos();
    while (!running.isEmpty() || admitted > 0) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }
}
