package dev.oxydra.memory.recall;

import dev.oxydra.types.MemoryEvent.Place;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What one message or note gives the index, in place of what it gave before.
 *
 * @param place the message or note
 * @param passages none where nothing of it is to be found
 * @param echoes where parts were left out, as they repeat what had been recalled: from where that
 *     was. When something of it is forgotten, the message has to be looked at again
 */
record Unit(Place place, List<Passage> passages, SortedSet<String> echoes) {
  Unit {
    passages = List.copyOf(passages);
  }

  Unit(Place place, List<Passage> passages) {
    this(place, passages, new TreeSet<>());
  }

  String key() {
    return Passage.unit(place);
  }
}
