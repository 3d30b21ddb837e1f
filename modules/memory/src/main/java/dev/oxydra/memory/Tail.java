package dev.oxydra.memory;

import dev.oxydra.types.Event;
import dev.oxydra.types.SessionId;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

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
  private long lastSeq;

  /**
   * @param lastSeq the last that is committed already
   */
  Tail(long lastSeq) {
    this.lastSeq = lastSeq;
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
      chars -= entries.removeFirst().chars();
    }
    notifyAll();
  }

  /**
   * A session's events after a place.
   *
   * @return empty when the place is so far back that the file has to be asked
   */
  synchronized Optional<Slice> after(SessionId session, long seq) {
    if (seq < lastSeq - entries.size()) {
      return Optional.empty();
    }
    List<Event> events =
        entries.stream()
            .skip(Math.max(0, seq - (lastSeq - entries.size())))
            .map(Entry::event)
            .filter(event -> event.sessionId().equals(session))
            .toList();
    return Optional.of(new Slice(events, Math.max(seq, lastSeq)));
  }

  /** Waits until there is an event after a place, of any session. */
  synchronized void awaitAfter(long seq) throws InterruptedException {
    while (lastSeq <= seq) {
      wait();
    }
  }

  private record Entry(Event event, int chars) {}

  /**
   * Events of one session.
   *
   * @param upTo the place up to which there are no others
   */
  record Slice(List<Event> events, long upTo) {}
}
