package dev.oxydra.memory;

import dev.oxydra.types.Event;
import dev.oxydra.types.Journal;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those whom the writer's thread tells what it has committed. */
final class Listeners {
  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  private final CopyOnWriteArrayList<Consumer<List<Event>>> listeners =
      new CopyOnWriteArrayList<>();

  Journal.Subscription add(Consumer<List<Event>> listener) {
    // Each call has an end of its own, even where the same listener is added twice.
    Consumer<List<Event>> own = events -> listener.accept(events);
    listeners.add(own);
    return () -> listeners.remove(own);
  }

  boolean isEmpty() {
    return listeners.isEmpty();
  }

  void tell(List<Event> events) {
    for (Consumer<List<Event>> listener : listeners) {
      try {
        listener.accept(events);
      } catch (RuntimeException e) {
        LOG.error("One who listens to the journal has failed", e);
      }
    }
  }
}
