package dev.oxydra.guest;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import java.util.List;
import java.util.function.Consumer;

/**
 * Says that a session was deleted, on a thread of its own: an index that nobody has asked since the
 * start must let go of it too.
 */
record DeletedSessions(Runnable deleted) implements Consumer<List<Event>> {
  @Override
  public void accept(List<Event> events) {
    for (Event event : events) {
      if (event.payload() instanceof EventPayload.SessionDeleted) {
        Thread.ofVirtual().name("memory-follows").start(deleted);
        return;
      }
    }
  }
}
