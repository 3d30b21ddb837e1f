package dev.oxydra.memory.recall;

import dev.oxydra.memory.recall.Passage.Line;
import dev.oxydra.memory.recall.Passage.NoteFacts;
import dev.oxydra.types.Event;
import dev.oxydra.types.Journal;
import dev.oxydra.types.MemoryEvent.Place;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.NoteEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which notes there are at some place in the journal, and what they say: only where that is written
 * is kept here.
 */
final class Notebook {
  private static final int AT_ONCE = 500;

  private final Journal journal;
  private final Map<String, List<Long>> versions = new HashMap<>();
  private final Set<String> gone = new HashSet<>();
  private final Set<Long> withdrawn = new HashSet<>();

  Notebook(Journal journal) {
    this.journal = journal;
  }

  /** Takes in all that is up to a place. */
  void readTo(long seq) {
    for (long after = 0; after < seq; ) {
      List<Event> events = journal.read(MemoryStore.SESSION, after, AT_ONCE);
      events.stream().filter(event -> event.seq() <= seq).forEach(this::take);
      after = events.size() < AT_ONCE ? seq : events.getLast().seq();
    }
  }

  /** Takes in the next event. */
  void take(Event event) {
    switch (event.payload()) {
      case NoteEvent.Saved saved -> {
        gone.remove(saved.noteId());
        if (saved.supersedes() != null) {
          gone.add(saved.supersedes());
        }
        version(saved, event.seq());
      }
      case NoteEvent.Updated updated -> version(updated, event.seq());
      case NoteEvent.Deleted deleted -> {
        gone.add(deleted.noteId());
        withdrawn.addAll(deleted.withdrawn());
      }
      default -> {}
    }
  }

  private void version(NoteEvent note, long seq) {
    versions.computeIfAbsent(note.noteId(), id -> new ArrayList<>(1)).add(seq);
  }

  /** Whether a message isn't to be found any more, though it is still in its conversation. */
  boolean isWithdrawn(long seq) {
    return withdrawn.contains(seq);
  }

  /** What a note said before a place; empty where that isn't known any more. */
  String textBefore(String noteId, long seq) {
    return versions.getOrDefault(noteId, List.of()).reversed().stream()
        .filter(version -> version < seq)
        .findFirst()
        .map(version -> Recollection.noteText(event(version)))
        .orElse("");
  }

  private Event event(long seq) {
    return journal.read(MemoryStore.SESSION, seq - 1, 1).getFirst();
  }

  /** What a note gives the index now: nothing if it doesn't hold any more. */
  Unit unit(String noteId) {
    Place place = Place.ofNote(noteId);
    List<Event> events =
        gone.contains(noteId)
            ? List.of()
            : versions.getOrDefault(noteId, List.of()).stream().map(this::event).toList();
    if (events.isEmpty() || Recollection.noteText(events.getLast()).isEmpty()) {
      return new Unit(place, List.of());
    }
    return new Unit(place, List.of(passage(place, events)));
  }

  private static Passage passage(Place place, List<Event> events) {
    List<String> contradicts = List.of();
    List<String> tags = List.of();
    NoteEvent.Origin origin = null;
    Instant at = Instant.EPOCH;
    for (Event event : events) {
      at = event.ts();
      switch (event.payload()) {
        case NoteEvent.Saved saved -> {
          contradicts = saved.contradicts();
          tags = saved.tags();
          origin = saved.origin();
          at = Objects.requireNonNullElse(saved.createdAt(), at);
        }
        case NoteEvent.Updated updated -> {
          tags = updated.tags();
          origin = updated.origin() == null ? origin : updated.origin();
        }
        default -> {}
      }
    }
    return new Passage(
        place,
        0,
        new Line(Line.NOTE, Recollection.noteText(events.getLast())),
        source(origin),
        Instant.ofEpochMilli(at.toEpochMilli()),
        List.of(),
        new NoteFacts(origin == null ? null : origin.sessionId(), tags, contradicts));
  }

  private static String source(NoteEvent.@Nullable Origin origin) {
    return origin == null ? Said.USER : origin.source();
  }
}
