package dev.oxydra.memory;

import dev.oxydra.types.Event;
import dev.oxydra.types.SessionId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The journal's latest events in memory, so that who follows closely needs no query; and where
 * followers wait for more.
 */
final class Tail {
  private static final int MAX_EVENTS = 512;

  /** Of payload JSON: about 2 MiB of heap at the worst. */
  private static final long MAX_CHARS = 1 << 20;

  private final ArrayDeque<Entry> entries = new ArrayDeque<>();
  private long chars;

  /** The place after which all events are here. */
  private long floor;

  private long lastSeq;

  /**
   * @param lastSeq the last that is committed already
   */
  Tail(long lastSeq) {
    this.lastSeq = lastSeq;
    this.floor = lastSeq;
  }

  /** The last event that is committed. */
  synchronized long lastSeq() {
    return lastSeq;
  }

  /** Makes committed events known to followers. */
  synchronized void publish(List<Event> events, List<Draft> drafts) {
    for (int i = 0; i < events.size(); i++) {
      entries.add(new Entry(events.get(i), drafts.get(i).json().length()));
      chars += entries.getLast().chars();
    }
    lastSeq = events.getLast().seq();
    while (entries.size() > MAX_EVENTS || chars > MAX_CHARS) {
      Entry removed = entries.removeFirst();
      chars -= removed.chars();
      floor = removed.event().seq();
    }
    notifyAll();
  }

  /**
   * Forgets everything, and makes known to followers that what is committed up to a place is in the
   * file.
   */
  synchronized void restart(long committed) {
    entries.clear();
    chars = 0;
    lastSeq = committed;
    floor = committed;
    notifyAll();
  }

  /**
   * The events after a place.
   *
   * @param session whose; null for all
   * @return empty when the place is so far back that the file has to be asked
   */
  synchronized Optional<Slice> after(@Nullable SessionId session, long seq) {
    if (seq < floor) {
      return Optional.empty();
    }
    List<Event> events = new ArrayList<>();
    Iterator<Entry> latest = entries.descendingIterator();
    while (latest.hasNext()) {
      Event event = latest.next().event();
      if (event.seq() <= seq) {
        break;
      }
      if (session == null || event.sessionId().equals(session)) {
        events.add(event);
      }
    }
    return Optional.of(new Slice(List.copyOf(events.reversed()), Math.max(seq, lastSeq)));
  }

  /** Waits until there is an event after a place, of any session. */
  synchronized void awaitAfter(long seq) throws InterruptedException {
    while (lastSeq <= seq) {
      wait();
    }
  }

  private record Entry(Event event, int chars) {}

  /**
   * Events of one session, or of all.
   *
   * @param upTo the place up to which there are no others
   */
  record Slice(List<Event> events, long upTo) {}
}
