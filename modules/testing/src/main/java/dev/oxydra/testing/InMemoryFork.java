package dev.oxydra.testing;

import dev.oxydra.types.ActorEvent;
import dev.oxydra.types.ApprovalEvent;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.NoteEvent;
import dev.oxydra.types.NotificationEvent;
import dev.oxydra.types.ScheduleEvent;
import java.util.List;
import java.util.Objects;

/** What a fork takes from the session that it copies. */
final class InMemoryFork {
  private InMemoryFork() {}

  /**
   * Whether an event is copied.
   *
   * @param past the events up to the one that is forked at
   */
  static boolean isCopied(Event event, List<Event> past) {
    return switch (event.payload()) {
      case EventPayload.SessionCreated it -> false;
      case EventPayload.SessionRenamed it -> false;
      case EventPayload.SessionArchived it -> false;
      case EventPayload.SessionForked it -> false;
      case EventPayload.SessionDeleted it -> false;
      case EventPayload.UsageRecorded it -> false;
      case ApprovalEvent it -> false;
      case NoteEvent it -> false;
      case ScheduleEvent it -> false;
      case ActorEvent it -> false;
      case NotificationEvent it -> false;
      case EventPayload.TurnSubmitted it ->
          past.stream()
              .anyMatch(other -> isEnd(other) && Objects.equals(other.turnId(), event.turnId()));
      default -> true;
    };
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
