package dev.oxydra.guest;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.SessionId;
import java.util.List;
import java.util.function.Consumer;

/**
 * Says which sessions end: those that are archived or deleted. It is said on a thread of its own,
 * as the journal must not be held up.
 */
record EndedSessions(Consumer<SessionId> ended) implements Consumer<List<Event>> {
  @Override
  public void accept(List<Event> events) {
    for (Event event : events) {
      boolean end =
          event.payload() instanceof EventPayload.SessionDeleted
              || (event.payload() instanceof EventPayload.SessionArchived archived
                  && archived.archived());
      if (end) {
        Thread.ofVirtual().start(() -> ended.accept(event.sessionId()));
      }
    }
  }
}
