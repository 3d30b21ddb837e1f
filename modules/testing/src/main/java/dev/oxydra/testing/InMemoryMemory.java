package dev.oxydra.testing;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.Message;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.NoteEvent;
import dev.oxydra.types.Role;
import dev.oxydra.types.ToolException;
import dev.oxydra.types.Uuid7;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A memory that finds what has a word of the question, by how many it has. It knows the messages of
 * a journal; that one's events stay as they are when they are forgotten.
 */
public final class InMemoryMemory implements MemoryStore {
  private final Journal journal;
  private final Map<String, Note> notes = new LinkedHashMap<>();
  private final Set<Long> forgotten = new HashSet<>();

  public InMemoryMemory(Journal journal) {
    this.journal = journal;
  }

  @Override
  public synchronized Found search(Query query) {
    Set<String> words = words(query.text());
    List<Recalled> items =
        Stream.concat(notes().stream().map(this::recalled), messages(query))
            .filter(item -> item.tags().containsAll(query.tags()))
            .map(item -> scored(item, words))
            .filter(item -> item.score() > 0)
            .sorted(Comparator.comparingDouble(Recalled::score).reversed())
            .limit(query.topK())
            .toList();
    return new Found(items, null);
  }

  private static Set<String> words(String text) {
    return new HashSet<>(Arrays.asList(text.toLowerCase(Locale.ROOT).split("\\W+")));
  }

  private Recalled recalled(Note note) {
    NoteEvent.Origin origin = note.origin();
    return new Recalled(
        MemoryEvent.Place.ofNote(note.id()),
        note.text(),
        origin == null ? null : origin.sessionId(),
        origin == null ? "user" : origin.source(),
        note.updatedAt(),
        note.tags(),
        0,
        List.of());
  }

  private Stream<Recalled> messages(Query query) {
    return query.includeConversation() && query.tags().isEmpty()
        ? journal.readAll(0, Integer.MAX_VALUE).stream()
            .filter(event -> !forgotten.contains(event.seq()))
            .flatMap(
                event -> Stream.ofNullable(message(event)).map(message -> recalled(event, message)))
        : Stream.of();
  }

  private static @Nullable Message message(Event event) {
    return switch (event.payload()) {
      case EventPayload.UserMessage said -> said.message();
      case EventPayload.AssistantMessage said -> said.message();
      default -> null;
    };
  }

  private static Recalled recalled(Event event, Message message) {
    return new Recalled(
        MemoryEvent.Place.ofMessage(event.sessionId(), event.seq()),
        message.text(),
        event.sessionId(),
        message.role() == Role.USER ? "user" : "assistant",
        event.ts(),
        List.of(),
        0,
        List.of());
  }

  private static Recalled scored(Recalled item, Set<String> words) {
    long score = words(item.text()).stream().filter(words::contains).count();
    return new Recalled(
        item.place(),
        item.text(),
        item.session(),
        item.source(),
        item.at(),
        item.tags(),
        score,
        List.of());
  }

  @Override
  public synchronized Saved save(NewNote note) {
    Instant now = Instant.now();
    Note saved =
        new Note(
            Uuid7.create().toString(),
            note.text(),
            note.tags(),
            note.supersedes(),
            List.of(),
            note.origin(),
            now,
            now);
    Note superseded = note.supersedes() == null ? null : notes.remove(note.supersedes());
    notes.put(saved.id(), saved);
    return new Saved(saved, superseded == null ? List.of() : List.of(superseded), List.of());
  }

  @Override
  public synchronized Note update(
      NoteEvent.Origin origin, String noteId, @Nullable String text, @Nullable List<String> tags) {
    Note before = notes.get(noteId);
    if (before == null) {
      throw unknown(noteId);
    }
    Note now =
        new Note(
            noteId,
            Objects.requireNonNullElse(text, before.text()),
            Objects.requireNonNullElse(tags, before.tags()),
            before.supersedes(),
            before.contradicts(),
            origin,
            before.createdAt(),
            Instant.now());
    notes.put(noteId, now);
    return now;
  }

  private static ToolException unknown(String noteId) {
    return new ToolException("There is no note " + noteId);
  }

  @Override
  public Receipt deleteNote(String noteId) {
    return forget(List.of(MemoryEvent.Place.ofNote(noteId)));
  }

  @Override
  public synchronized Receipt forget(List<MemoryEvent.Place> places) {
    List<String> ids =
        places.stream().map(MemoryEvent.Place::noteId).filter(Objects::nonNull).toList();
    List<Long> seqs = places.stream().map(MemoryEvent.Place::seq).filter(Objects::nonNull).toList();
    ids.stream()
        .filter(id -> !notes.containsKey(id))
        .findFirst()
        .ifPresent(id -> {
          throw unknown(id);
        });
    notes.keySet().removeAll(ids);
    forgotten.addAll(seqs);
    journal.append(
        List.of(
            new NewEvent(SESSION, null, "user", new MemoryEvent.Forgotten(ids, seqs, List.of()))));
    int passages = ids.size() + seqs.size();
    return new Receipt(ids.size(), seqs.size(), 0, 0, passages, 0, List.of());
  }

  @Override
  public synchronized List<Note> notes() {
    return new ArrayList<>(notes.values()).reversed();
  }

  /** Refuses those without a text, and takes none that says what another says. */
  @Override
  public synchronized ImportReport importNotes(List<Note> imported) {
    int saved = 0;
    int changed = 0;
    int unchanged = 0;
    List<String> refused = new ArrayList<>();
    for (Note note : imported) {
      Note before = notes.get(note.id());
      if (note.text().isBlank()) {
        refused.add("Note " + note.id() + " has no text");
      } else if (before == null && says(note)) {
        unchanged++;
      } else if (before == null) {
        notes.put(note.id(), note);
        saved++;
      } else if (before.text().equals(note.text()) && before.tags().equals(note.tags())) {
        unchanged++;
      } else {
        var by = new NoteEvent.Origin(null, null, "import");
        Note _ = update(by, note.id(), note.text(), note.tags());
        changed++;
      }
    }
    return new ImportReport(saved, changed, unchanged, refused);
  }

  private boolean says(Note note) {
    return notes.values().stream().anyMatch(it -> it.text().equalsIgnoreCase(note.text()));
  }

  @Override
  public void close() {}
}
