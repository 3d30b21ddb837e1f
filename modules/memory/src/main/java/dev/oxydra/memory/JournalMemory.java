package dev.oxydra.memory;

import dev.oxydra.memory.recall.RecallIndex;
import dev.oxydra.types.Embedder;
import dev.oxydra.types.Event;
import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.MemoryEvent.Place;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.NoteEvent;
import dev.oxydra.types.NoteEvent.Origin;
import dev.oxydra.types.ToolException;
import dev.oxydra.types.Uuid7;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A memory whose notes and conversations are the journal's, and which finds them by an index. */
public final class JournalMemory implements MemoryStore {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{0,64}");
  private static final Origin BY_IMPORT = new Origin(null, null, "import");

  private final SqliteJournal journal;
  private final RecallIndex index;
  private final Embedder embedder;
  private final Predicate<String> secret;
  private final Notes notes;

  /**
   * Takes over the index and what makes its vectors.
   *
   * @param secret whether a text has something in it that must not be kept
   */
  public JournalMemory(
      SqliteJournal journal, RecallIndex index, Embedder embedder, Predicate<String> secret) {
    this.journal = journal;
    this.index = index;
    this.embedder = embedder;
    this.secret = secret;
    this.notes = new Notes(journal);
  }

  @Override
  public Found search(Query query) throws InterruptedException {
    if (query.text().isBlank()) {
      throw new ToolException("/query: must not be empty");
    }
    return index.search(query);
  }

  @Override
  public synchronized Saved save(NewNote note) {
    check(note.text(), note.tags());
    if (note.supersedes() != null) {
      existing(note.supersedes());
    }
    Notes.Compared like = Notes.compare(note.text(), notes.all());
    if (note.supersedes() == null && !like.saying().isEmpty()) {
      return new Saved(like.saying().getFirst(), List.of(), List.of());
    }
    List<Note> superseded = new ArrayList<>(like.same());
    if (note.supersedes() != null) {
      superseded.removeIf(each -> each.id().equals(note.supersedes()));
      superseded.addFirst(existing(note.supersedes()));
    }
    List<Note> against =
        like.against().stream().filter(each -> !superseded.contains(each)).toList();
    return new Saved(append(note, superseded, against), superseded, against);
  }

  /** Each note replaces one: of several, those before the last are replaced by it in between. */
  private Note append(NewNote note, List<Note> superseded, List<Note> against) {
    String id = Uuid7.create().toString();
    List<NewEvent> events = new ArrayList<>();
    String last = null;
    for (Note old : superseded) {
      if (last != null) {
        events.add(event(new NoteEvent.Saved(old.id(), old.text(), old.tags(), last)));
      }
      last = old.id();
    }
    events.add(
        event(
            new NoteEvent.Saved(
                id,
                note.text(),
                note.tags(),
                last,
                against.stream().map(Note::id).toList(),
                note.origin(),
                null)));
    journal.append(events);
    return existing(id);
  }

  private static NewEvent event(NoteEvent note) {
    return new NewEvent(SESSION, null, "user", note);
  }

  @Override
  public synchronized Note update(
      Origin origin, String noteId, @Nullable String text, @Nullable List<String> tags) {
    Note old = existing(noteId);
    String newText = text == null ? old.text() : text;
    List<String> newTags = tags == null ? old.tags() : tags;
    check(newText, newTags);
    journal.append(List.of(event(new NoteEvent.Updated(noteId, newText, newTags, origin))));
    return existing(noteId);
  }

  private Note existing(String id) {
    Note note = notes.find(id);
    if (note == null) {
      throw new ToolException(
          "There is no note '%s'; memory_search shows the ids of those that there are"
              .formatted(id));
    }
    return note;
  }

  private void check(String text, List<String> tags) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (text.isBlank()) {
      throw new ToolException("/text: must not be empty");
    }
    if (bytes > MAX_NOTE) {
      throw new ToolException("/text: has %d bytes, a note may have %d".formatted(bytes, MAX_NOTE));
    }
    if (tags.size() > MAX_TAGS) {
      throw new ToolException(
          "/tags: there are %d, the limit is %d".formatted(tags.size(), MAX_TAGS));
    }
    for (String tag : tags) {
      if (tag.isBlank() || tag.length() > MAX_TAG) {
        throw new ToolException("/tags: each must have 1 to %d characters".formatted(MAX_TAG));
      }
    }
    if (secret.test(text) || tags.stream().anyMatch(secret)) {
      throw new ToolException(
          "/text: has what looks like a password or a key, and memory keeps none. Note where it is"
              + " kept instead");
    }
  }

  @Override
  public Receipt deleteNote(String noteId) throws InterruptedException {
    existing(noteId);
    return forget(List.of(Place.ofNote(noteId)));
  }

  @Override
  public synchronized Receipt forget(List<Place> places) throws InterruptedException {
    if (places.isEmpty()) {
      throw new ToolException("/items: name one or more notes or messages");
    }
    List<Event> done;
    try {
      done = journal.forget(places);
    } catch (IllegalArgumentException e) {
      throw new ToolException(String.valueOf(e.getMessage()), e);
    }
    return receipt(done);
  }

  private Receipt receipt(List<Event> done) throws InterruptedException {
    int withdrawn = 0;
    int passages = 0;
    int vectors = 0;
    for (Event event : done) {
      RecallIndex.Erased erased = index.erased(event.seq());
      passages += erased.passages();
      vectors += erased.vectors();
      withdrawn += event.payload() instanceof NoteEvent.Deleted it ? it.withdrawn().size() : 0;
    }
    MemoryEvent.Forgotten forgotten = (MemoryEvent.Forgotten) done.getLast().payload();
    return new Receipt(
        forgotten.notes().size(),
        forgotten.messages().size(),
        forgotten.copies().size(),
        withdrawn,
        passages,
        vectors,
        journal.backupsWith(first(forgotten)));
  }

  /** Where the first of what was forgotten was. */
  private static long first(MemoryEvent.Forgotten forgotten) {
    return Stream.of(forgotten.messages(), forgotten.copies())
        .flatMap(List::stream)
        .mapToLong(Long::longValue)
        .min()
        .orElse(0);
  }

  @Override
  public List<Note> notes() {
    return notes.all();
  }

  @Override
  public synchronized ImportReport importNotes(List<Note> imported) {
    int saved = 0;
    int changed = 0;
    int unchanged = 0;
    List<String> refused = new ArrayList<>();
    for (Note note : imported) {
      try {
        Note known = notes.find(note.id());
        if (known == null) {
          if (take(note)) {
            saved++;
          } else {
            unchanged++;
          }
        } else if (known.text().equals(note.text()) && known.tags().equals(note.tags())) {
          unchanged++;
        } else {
          update(BY_IMPORT, note.id(), note.text(), note.tags());
          changed++;
        }
      } catch (ToolException e) {
        refused.add("Note '%s': %s".formatted(note.id(), e.getMessage()));
      }
    }
    return new ImportReport(saved, changed, unchanged, refused);
  }

  /**
   * @return false when there is one that says the same
   */
  private boolean take(Note note) {
    if (!ID.matcher(note.id()).matches()) {
      throw new ToolException("/id: must have 0 to 64 of A-Z, a-z, 0-9, dash");
    }
    check(note.text(), note.tags());
    Notes.Compared like = Notes.compare(note.text(), notes.all());
    if (!like.saying().isEmpty()) {
      return false;
    }
    journal.append(
        List.of(
            event(
                new NoteEvent.Saved(
                    note.id().isBlank() ? Uuid7.create().toString() : note.id(),
                    note.text(),
                    note.tags(),
                    null,
                    like.against().stream().map(Note::id).toList(),
                    note.origin() == null ? BY_IMPORT : note.origin(),
                    note.createdAt()))));
    return true;
  }

  @Override
  public void close() {
    try (embedder) {
      index.close();
    }
  }
}
