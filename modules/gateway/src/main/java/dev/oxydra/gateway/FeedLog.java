package dev.oxydra.gateway;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The last that happened in a session, each item at a position that never changes. It is bounded:
 * the oldest items go. Not safe for use by several threads.
 */
final class FeedLog {
  private static final int MAX_ITEMS = 1024;
  private static final long MAX_WEIGHT = 512 << 10;

  /** Adjacent texts are joined up to about so many characters. */
  private static final long MAX_JOINED = 32 << 10;

  private @Nullable FeedItem[] ring = new FeedItem[8];
  private long first;
  private long next;
  private long weight;

  /**
   * What was read.
   *
   * @param item null where the position has gone from the log
   * @param next the position after it
   */
  record Read(@Nullable FeedItem item, long next) {}

  /** The position of what is added next. */
  long next() {
    return next;
  }

  void add(FeedItem item) {
    long added = item.weight();
    while (first < next && (next - first == MAX_ITEMS || weight + added > MAX_WEIGHT)) {
      drop();
    }
    if (next - first == ring.length) {
      grow();
    }
    ring[index(next++)] = item;
    weight += added;
  }

  private void drop() {
    weight -= at(first).weight();
    ring[index(first++)] = null;
  }

  private void grow() {
    @Nullable FeedItem[] larger = new FeedItem[ring.length * 2];
    for (long i = first; i < next; i++) {
      larger[(int) (i & (larger.length - 1))] = at(i);
    }
    ring = larger;
  }

  private int index(long position) {
    return (int) (position & (ring.length - 1));
  }

  private FeedItem at(long position) {
    return Objects.requireNonNull(ring[index(position)]);
  }

  /** Empties it; what it had can't be read any more. */
  void clear() {
    Arrays.fill(ring, null);
    next++; // so that whoever has read everything notices what it misses from now on
    first = next;
    weight = 0;
  }

  /** Reads an item, and those that only go on with its text; null where there is none yet. */
  @Nullable Read read(long position) {
    if (position < first) {
      return new Read(null, first);
    }
    if (position >= next) {
      return null;
    }
    FeedItem item = at(position);
    long after = position + 1;
    long joined = item.weight();
    while (item instanceof FeedItem.Shown shown && after < next && joined < MAX_JOINED) {
      FeedItem both = shown.and(at(after));
      if (both == null) {
        break;
      }
      joined = both.weight();
      item = both;
      after++;
    }
    return new Read(item, after);
  }
}
