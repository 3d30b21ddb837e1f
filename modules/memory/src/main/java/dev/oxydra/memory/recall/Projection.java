package dev.oxydra.memory.recall;

import dev.oxydra.memory.recall.RecallIndex.Erased;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.NoteEvent;
import dev.oxydra.types.SessionId;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the journal's events add up to in the index. Taken in piece by piece, or all at once: the
 * index is the same.
 */
final class Projection {
  /** As many as talk at the same time; others are looked up when they go on. */
  private static final int CONVERSATIONS = 64;

  private final Journal journal;
  private final Store store;
  private final Notebook notes;
  private final Recollection recollection;
  private final Map<String, Unit> pending = new LinkedHashMap<>();
  private final Map<SessionId, Conversation> conversations =
      new LinkedHashMap<>(CONVERSATIONS, 1, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SessionId, Conversation> eldest) {
          return size() > CONVERSATIONS;
        }
      };

  /** Goes on where the index is. */
  Projection(Journal journal, Store store) {
    this.journal = journal;
    this.store = store;
    this.notes = new Notebook(journal);
    this.recollection = new Recollection(journal, notes);
    notes.readTo(store.position().seq());
  }

  /**
   * Takes in the next events.
   *
   * @param events one or more
   * @return what those took out that are to leave nothing behind
   */
  Map<Long, Erased> take(List<Event> events) throws IOException {
    Erasing erasing = new Erasing(journal, store, recollection);
    for (Event event : events) {
      if (event.sessionId().equals(MemoryStore.SESSION)) {
        takeMemory(event, erasing);
      } else if (event.payload() instanceof EventPayload.SessionDeleted) {
        conversations.remove(event.sessionId());
        flush();
        store.show();
        erasing.session(event.seq(), event.sessionId());
      } else {
        takeSaid(event);
      }
    }
    flush();
    Event last = events.getLast();
    store.moveTo(new Store.Position(last.seq(), last.id().toString()));
    if (!erasing.isNeeded()) {
      return Map.of();
    }
    store.show();
    return erasing.finish(last.seq(), conversations::put);
  }

  private void takeSaid(Event event) {
    Conversation conversation = conversations.get(event.sessionId());
    if (conversation == null) {
      conversation = Conversation.from(event.sessionId(), recollection, event.seq());
      conversations.put(event.sessionId(), conversation);
    }
    put(conversation.accept(event));
  }

  private void put(@Nullable Unit unit) {
    if (unit != null) {
      pending.put(unit.key(), unit);
    }
  }

  private void takeMemory(Event event, Erasing erasing) {
    notes.take(event);
    switch (event.payload()) {
      case NoteEvent.Saved saved -> {
        put(notes.unit(saved.noteId()));
        if (saved.supersedes() != null) {
          put(notes.unit(saved.supersedes()));
        }
      }
      case NoteEvent.Updated updated -> put(notes.unit(updated.noteId()));
      case NoteEvent.Deleted deleted ->
          erasing.forget(event.seq(), List.of(deleted.noteId()), deleted.withdrawn());
      case MemoryEvent.Forgotten forgotten ->
          erasing.forget(event.seq(), forgotten.notes(), forgotten.messages());
      default -> {}
    }
  }

  private void flush() throws IOException {
    for (Unit unit : pending.values()) {
      store.replace(unit);
    }
    pending.clear();
  }
}
