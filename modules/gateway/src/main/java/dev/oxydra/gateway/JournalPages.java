package dev.oxydra.gateway;

import dev.oxydra.types.Event;
import dev.oxydra.types.Journal;
import dev.oxydra.types.SessionId;
import java.util.List;

/** Reads a session in pages that are small where its events are large. Used by one thread. */
final class JournalPages {
  private static final int FIRST = 16;
  private static final int MAX = 512;

  /** How much a page should be, in characters. */
  private static final long WEIGHT = 256 << 10;

  private final Journal journal;
  private final SessionId session;
  private int limit = FIRST;

  JournalPages(Journal journal, SessionId session) {
    this.journal = journal;
    this.session = session;
  }

  /** The next events after a cursor, empty where there are none. */
  List<Event> after(long seq) {
    List<Event> page = journal.read(session, seq, limit);
    if (!page.isEmpty()) {
      long each = page.stream().mapToLong(FeedItem.Committed::weight).sum() / page.size();
      // It grows slowly, as a large event may follow many small ones.
      limit = (int) Math.clamp(WEIGHT / Math.max(1, each), 1, Math.min(MAX, limit * 2L));
    }
    return page;
  }
}
