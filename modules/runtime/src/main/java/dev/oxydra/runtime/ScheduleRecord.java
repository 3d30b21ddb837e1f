package dev.oxydra.runtime;

import dev.oxydra.runtime.ScheduleBook.Entry;
import dev.oxydra.runtime.ScheduleBook.Running;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.NotificationEvent;
import dev.oxydra.types.ScheduleEvent;
import dev.oxydra.types.ScheduleEvent.Definition;
import dev.oxydra.types.SchedulerConfig;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnDesk;
import dev.oxydra.types.TurnState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the journal is to hold of schedules.
 *
 * @param fallback the session that is told where the one is gone in which a schedule was made
 */
record ScheduleRecord(Journal journal, SchedulerConfig config, SessionId fallback) {

  static NewEvent event(ScheduleEvent event) {
    return new NewEvent(ScheduleEvent.SESSION, null, "system", event);
  }

  static NewEvent skipped(Entry entry, Cadences.Due due, String reason) {
    return event(new ScheduleEvent.Skipped(entry.id, due.first(), due.last(), due.count(), reason));
  }

  /** All but the last one, which is run. */
  static NewEvent missed(Entry entry, Cadences.Due due) {
    return event(
        new ScheduleEvent.Skipped(entry.id, due.first(), due.before(), due.count() - 1, "missed"));
  }

  /** It can't be run any more. */
  List<NewEvent> disabled(Entry entry, String why) {
    Definition definition = entry.definition();
    return List.of(
        event(new ScheduleEvent.Changed(entry.id, definition.with(false, why))),
        notification(entry.id, definition, ScheduleNews.disabled(why)));
  }

  NewEvent notification(String id, Definition definition, String message) {
    SessionId session =
        journal.projections().session(definition.origin()).isPresent()
            ? definition.origin()
            : fallback;
    return new NewEvent(
        session,
        null,
        "system",
        new NotificationEvent.Sent("session", message, id, definition.name()));
  }

  /**
   * What follows from the end of a run.
   *
   * @param entry null where the schedule was deleted meanwhile
   */
  List<NewEvent> ended(String id, @Nullable Entry entry, Running running, TurnDesk.End end) {
    TurnState state = state(end);
    String reason = end.payload() instanceof EventPayload.TurnFailed failed ? failed.message() : "";
    List<NewEvent> events = new ArrayList<>();
    events.add(event(new ScheduleEvent.Finished(id, running.turn(), state, reason)));
    if (entry != null) {
      Definition definition = entry.definition();
      int failures = state == TurnState.FAILED ? entry.failures() + 1 : 0;
      if (failures >= config.autoDisableAfterFailures() && definition.enabled()) {
        events.addAll(
            disabled(entry, "It failed %d times in a row: %s".formatted(failures, reason)));
      } else {
        String said = ScheduleNews.of(definition, state, reason, end.answer());
        if (said == null && failures > 0 && failures == config.notifyAfterFailures()) {
          said = ScheduleNews.failed(reason, failures);
        }
        if (said != null) {
          events.add(notification(id, definition, said));
        }
      }
    }
    return events;
  }

  private static TurnState state(TurnDesk.End end) {
    return switch (end.payload()) {
      case EventPayload.TurnCompleted completed -> TurnState.COMPLETED;
      case EventPayload.TurnCancelled cancelled -> TurnState.CANCELLED;
      default -> TurnState.FAILED;
    };
  }
}
