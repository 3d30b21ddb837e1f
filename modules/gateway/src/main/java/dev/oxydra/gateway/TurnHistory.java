package dev.oxydra.gateway;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnId;
import org.jspecify.annotations.Nullable;

/** Finds in the journal what became of a turn. */
final class TurnHistory {
  private final Journal journal;

  TurnHistory(Journal journal) {
    this.journal = journal;
  }

  /**
   * What the journal has of a turn.
   *
   * @param answer its last message
   * @param end its end
   */
  record Outcome(EventPayload.@Nullable AssistantMessage answer, @Nullable Event end) {}

  /** Reads the turn. */
  Outcome outcomeOf(SessionId session, TurnId turn) {
    EventPayload.AssistantMessage answer = null;
    for (Event event : journal.turn(session, turn)) {
      if (event.payload() instanceof EventPayload.AssistantMessage message) {
        answer = message;
      } else if (isEnd(event.payload())) {
        return new Outcome(answer, event);
      }
    }
    return new Outcome(answer, null);
  }

  static boolean isEnd(EventPayload payload) {
    return switch (payload) {
      case EventPayload.TurnCompleted completed -> true;
      case EventPayload.TurnCancelled cancelled -> true;
      case EventPayload.TurnFailed failed -> true;
      default -> false;
    };
  }
}
