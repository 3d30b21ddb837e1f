package dev.oxydra.gateway;

/**
 * How many live updates wait for one connection, in all places where they do. It is bounded: live
 * updates come from a turn's thread, which no client may hold up.
 */
final class Backlog {
  private static final int MAX_UPDATES = 8192;
  private static final long MAX_CHARS = 8 << 20;

  private int updates;
  private long chars;

  /**
   * Counts a further update.
   *
   * @return false when that is too much
   */
  synchronized boolean add(long size) {
    updates++;
    chars += size;
    return updates <= MAX_UPDATES && chars <= MAX_CHARS;
  }

  /** Counts more text of an update that waits already. */
  synchronized boolean grow(long size) {
    chars += size;
    return chars <= MAX_CHARS;
  }

  /** An update doesn't wait any more. */
  synchronized void remove(long size) {
    updates--;
    chars -= size;
  }
}
