package dev.oxydra.memory.recall;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.MemoryEvent.Place;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.Message;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.NoteEvent;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.ToolResult;
import dev.oxydra.types.TurnId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Turns that recall, and notes that are taken, changed, replaced and forgotten, at random. */
final class RandomMemory {
  private static final List<String> WORDS =
      List.of("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "the", "Straße", "東京");

  private final Random random;
  private final EditedJournal journal;
  private final List<Event> said = new ArrayList<>();
  private int turn;

  RandomMemory(long seed, EditedJournal journal) {
    this.random = new Random(seed);
    this.journal = journal;
  }

  void step() {
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> note();
      case 3 -> forget();
      default -> turn();
    }
  }

  private String text() {
    return String.join(
        " ",
        IntStream.rangeClosed(0, random.nextInt(5))
            .mapToObj(i -> WORDS.get(random.nextInt(WORDS.size())))
            .toList());
  }

  private String noteId() {
    return "note-" + random.nextInt(6);
  }

  private Event append(SessionId session, TurnId turnId, EventPayload payload) {
    return journal.append(List.of(new NewEvent(session, turnId, "user", payload))).getFirst();
  }

  private void turn() {
    SessionId session = new SessionId("session-" + random.nextInt(4));
    TurnId id = new TurnId("recalling-" + turn++);
    append(session, id, new EventPayload.TurnSubmitted(text(), List.of()));
    said.add(append(session, id, new EventPayload.UserMessage(Message.user(text()))));
    if (random.nextBoolean()) {
      append(session, id, new MemoryEvent.Recalled(List.of(place(), place())));
    }
    if (random.nextBoolean()) {
      String found = "- now, user, note " + noteId() + ": " + text();
      append(
          session,
          id,
          new EventPayload.ToolResulted(
              "c", "memory_search", ToolResult.Outcome.OK, found, 1, List.of()));
    }
    said.add(append(session, id, Remembered.answer(text())));
  }

  private Place place() {
    if (said.isEmpty() || random.nextBoolean()) {
      return Place.ofNote(noteId());
    }
    Event event = said.get(random.nextInt(said.size()));
    return Place.ofMessage(event.sessionId(), event.seq());
  }

  private void note() {
    String id = noteId();
    String other = noteId();
    append(
        MemoryStore.SESSION,
        null,
        switch (random.nextInt(3)) {
          case 0 -> new NoteEvent.Updated(id, text(), List.of("tag"));
          case 1 -> new NoteEvent.Saved(id, text(), List.of(), id.equals(other) ? null : other);
          default -> new NoteEvent.Saved(id, text(), List.of("a", "b"), null);
        });
  }

  /** As the store does it: the texts are gone before the event says so. */
  private void forget() {
    if (said.isEmpty()) {
      return;
    }
    Event event = said.get(random.nextInt(said.size()));
    String id = noteId();
    if (random.nextBoolean()) {
      journal.edit(event.seq(), new EventPayload.UserMessage(Message.user(MemoryEvent.FORGOTTEN)));
      append(
          MemoryStore.SESSION,
          null,
          new MemoryEvent.Forgotten(List.of(), List.of(event.seq()), List.of()));
      return;
    }
    for (Event note : journal.read(MemoryStore.SESSION, 0, Integer.MAX_VALUE)) {
      if (note.payload() instanceof NoteEvent.Saved saved && saved.noteId().equals(id)) {
        journal.edit(
            note.seq(),
            new NoteEvent.Saved(id, MemoryEvent.FORGOTTEN, List.of(), saved.supersedes()));
      } else if (note.payload() instanceof NoteEvent.Updated updated
          && updated.noteId().equals(id)) {
        journal.edit(note.seq(), new NoteEvent.Updated(id, MemoryEvent.FORGOTTEN, List.of()));
      }
    }
    append(MemoryStore.SESSION, null, new NoteEvent.Deleted(id, List.of(event.seq())));
  }
}
