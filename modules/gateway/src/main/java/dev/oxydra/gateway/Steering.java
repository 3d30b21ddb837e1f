package dev.oxydra.gateway;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What the user says to a turn while it runs, between its being committed and its being taken. A
 * place is kept before anything is committed, so that nothing is committed that the turn, at its
 * end, would not wait for.
 */
final class Steering {
  private record Said(long seq, String text) {}

  private final List<Said> said = new ArrayList<>();
  private int underWay;
  private boolean open;

  /** The turn runs: from now on it can be spoken to. */
  synchronized void open() {
    open = true;
  }

  /** The turn is to stop: nothing more is taken. */
  synchronized void close() {
    open = false;
  }

  /**
   * Keeps a place, which {@link #say} or {@link #forgo} must follow.
   *
   * @return false when the turn takes nothing any more
   */
  synchronized boolean reserve() {
    if (open) {
      underWay++;
    }
    return open;
  }

  /**
   * What was said is committed.
   *
   * @param seq its event, by which it gets its place among others
   */
  synchronized void say(long seq, String text) {
    said.add(new Said(seq, text));
    forgo();
  }

  /** It was not. */
  synchronized void forgo() {
    underWay--;
    notifyAll();
  }

  /**
   * What has been said since it was last taken, oldest first. Waits for what is being committed.
   *
   * @param last whether nothing more is taken if there is nothing now
   */
  synchronized List<String> take(boolean last) {
    awaitCommitted();
    List<String> taken =
        said.stream().sorted(Comparator.comparingLong(Said::seq)).map(Said::text).toList();
    said.clear();
    if (last && taken.isEmpty()) {
      open = false;
    }
    return taken;
  }

  /** An interrupt cancels the turn: it is kept, and ends the wait. */
  private void awaitCommitted() {
    try {
      while (underWay > 0) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
