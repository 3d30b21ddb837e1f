package dev.oxydra.memory;

import dev.oxydra.types.Event;
import dev.oxydra.types.Journal;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.MemoryStore.Note;
import dev.oxydra.types.NoteEvent;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The notes, as the journal's events about them add up. They are few: all are in memory. */
final class Notes {
  private static final int PAGE = 500;

  private final Journal journal;
  private final Map<String, Note> valid = new HashMap<>();
  private long upTo;

  Notes(Journal journal) {
    this.journal = journal;
  }

  /** Those that hold, the latest first. */
  synchronized List<Note> all() {
    catchUp();
    return valid.values().stream()
        .sorted(Comparator.comparing(Note::updatedAt).thenComparing(Note::id).reversed())
        .toList();
  }

  /** One that holds; null when there is none. */
  synchronized @Nullable Note find(String id) {
    catchUp();
    return valid.get(id);
  }

  private void catchUp() {
    List<Event> page;
    do {
      page = journal.read(MemoryStore.SESSION, upTo, PAGE);
      for (Event event : page) {
        if (event.payload() instanceof NoteEvent note) {
          apply(note, event.ts());
        }
        upTo = event.seq();
      }
    } while (page.size() == PAGE);
  }

  private void apply(NoteEvent event, Instant at) {
    switch (event) {
      case NoteEvent.Saved it -> {
        if (it.supersedes() != null) {
          valid.remove(it.supersedes());
        }
        valid.put(it.noteId(), note(it, at));
      }
      case NoteEvent.Updated it ->
          valid.computeIfPresent(it.noteId(), (_, old) -> with(old, it, at));
      case NoteEvent.Deleted it -> valid.remove(it.noteId());
    }
  }

  private static Note note(NoteEvent.Saved it, Instant at) {
    return new Note(
        it.noteId(),
        it.text(),
        it.tags(),
        it.supersedes(),
        it.contradicts(),
        it.origin(),
        it.createdAt() == null ? at : it.createdAt(),
        at);
  }

  private static Note with(Note old, NoteEvent.Updated it, Instant at) {
    return new Note(
        old.id(),
        it.text(),
        it.tags(),
        old.supersedes(),
        old.contradicts(),
        it.origin() == null ? old.origin() : it.origin(),
        old.createdAt(),
        at);
  }

  /** Those of {@code notes} that say the same as a text, and those that contradict it. */
  static Compared compare(String text, Collection<Note> notes) {
    Likeness said = Likeness.of(text);
    List<Note> same =
        notes.stream().filter(note -> isSame(said, Likeness.of(note.text()))).toList();
    List<Note> against =
        notes.stream()
            .filter(note -> !same.contains(note))
            .filter(note -> said.contradicts(Likeness.of(note.text())))
            .toList();
    List<Note> saying =
        notes.stream().filter(note -> Likeness.of(note.text()).covers(said)).toList();
    return new Compared(saying, same, against);
  }

  private static boolean isSame(Likeness said, Likeness known) {
    return said.covers(known) || said.isNear(known);
  }

  /**
   * How a text goes with notes.
   *
   * @param saying those that say all of it already
   * @param same those of which it says all, or nearly
   * @param against those that say something else about the same
   */
  record Compared(List<Note> saying, List<Note> same, List<Note> against) {}
}
