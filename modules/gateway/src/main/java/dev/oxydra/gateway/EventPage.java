package dev.oxydra.gateway;

import dev.oxydra.types.Event;
import dev.oxydra.types.Journal;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.SessionId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Some of a session's events, in order.
 *
 * @param hasMore whether there are others before them
 */
record EventPage(List<Event> events, boolean hasMore) {
  /** How many are read at once: they may have files in them. */
  private static final int STEP = 32;

  /** How much one answer may hold, in characters of JSON, unless a single event is larger. */
  private static final long MAX_SIZE = 4 << 20;

  /** The last events before a place, at most {@code limit}, and fewer when they are large. */
  static EventPage before(Journal journal, SessionId session, long beforeSeq, int limit) {
    List<Event> backwards = new ArrayList<>();
    long size = 0;
    long cursor = beforeSeq;
    while (true) {
      List<Event> step = journal.readBefore(session, cursor, STEP);
      for (Event event : step.reversed()) {
        size += size(event);
        if (backwards.size() == limit || (size > MAX_SIZE && !backwards.isEmpty())) {
          return page(backwards, true);
        }
        backwards.add(event);
      }
      if (step.size() < STEP) {
        return page(backwards, false);
      }
      cursor = step.getFirst().seq();
    }
  }

  private static EventPage page(List<Event> backwards, boolean hasMore) {
    Collections.reverse(backwards);
    return new EventPage(List.copyOf(backwards), hasMore);
  }

  private static long size(Event event) {
    return ServerFrame.Journalled.of(event).payload().toString().length();
  }
}
