package dev.oxydra.gateway;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds in the journal what became of a turn. */
final class TurnHistory {
  private static final int PAGE = 500;

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

  /** Reads the session from its beginning to the turn's end. */
  Outcome outcomeOf(SessionId session, TurnId turn) {
    EventPayload.AssistantMessage answer = null;
    long cursor = 0;
    while (true) {
      List<Event> page = journal.read(session, cursor, PAGE);
      if (page.isEmpty()) {
        return new Outcome(answer, null);
      }
      cursor = page.getLast().seq();
      for (Event event : page) {
        if (!turn.equals(event.turnId())) {
          continue;
        }
        if (event.payload() instanceof EventPayload.AssistantMessage message) {
          answer = message;
        } else if (isEnd(event.payload())) {
          return new Outcome(answer, event);
        }
      }
    }
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
