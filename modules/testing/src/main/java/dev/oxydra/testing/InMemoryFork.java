package dev.oxydra.testing;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventCodec;
import dev.oxydra.types.EventPayload;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** What a fork takes from the session that it copies. */
final class InMemoryFork {
  /** The first parts of the types of what belongs to a session itself, or not to it alone. */
  private static final Set<String> NOT_COPIED =
      Set.of(
          "session",
          "usage",
          "time",
          "approval",
          "note",
          "schedule",
          "actor",
          "notification",
          "checkpoint");

  private InMemoryFork() {}

  /**
   * Whether an event is copied.
   *
   * @param past the events up to the one that is forked at
   */
  static boolean isCopied(Event event, List<Event> past) {
    String type = EventCodec.type(event.payload());
    if (NOT_COPIED.contains(type.substring(0, type.indexOf('.')))) {
      return false;
    }
    return !(event.payload() instanceof EventPayload.TurnSubmitted)
        || past.stream()
            .anyMatch(other -> isEnd(other) && Objects.equals(other.turnId(), event.turnId()));
  }

  private static boolean isEnd(Event event) {
    return event.payload() instanceof EventPayload.TurnCompleted
        || event.payload() instanceof EventPayload.TurnCancelled
        || event.payload() instanceof EventPayload.TurnFailed;
  }

  /**
   * The payload of an event's copy, which speaks of other copies and not of originals.
   *
   * @param copy what has been copied so far
   */
  static EventPayload payload(Event event, List<Event> copy) {
    if (!(event.payload() instanceof EventPayload.SummaryWritten summary)) {
      return event.payload();
    }
    long covered =
        copy.stream()
            .filter(each -> each.parent() == null || each.parent() <= summary.upToSeq())
            .mapToLong(Event::seq)
            .max()
            .orElseThrow();
    return new EventPayload.SummaryWritten(summary.text(), covered);
  }
}
