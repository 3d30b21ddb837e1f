package dev.oxydra.guest;

import dev.oxydra.types.MemoryEvent.Place;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.NoteEvent.Origin;
import dev.oxydra.types.ToolException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Opens the memory when it is first used: a guest that nobody talks to loads no index. What can't
 * be opened is tried again at the next use.
 */
final class MemoryOnDemand implements MemoryStore {
  private final Supplier<MemoryStore> opener;
  private @Nullable MemoryStore opened;
  private boolean closed;

  MemoryOnDemand(Supplier<MemoryStore> opener) {
    this.opener = opener;
  }

  private synchronized MemoryStore memory() {
    if (closed) {
      throw new ToolException("The guest is stopping");
    }
    if (opened == null) {
      opened = opener.get();
    }
    return opened;
  }

  /** Opens it, so that it follows what was deleted. */
  void follow() {
    MemoryStore _ = memory();
  }

  @Override
  public Found search(Query query) throws InterruptedException {
    return memory().search(query);
  }

  @Override
  public Saved save(NewNote note) {
    return memory().save(note);
  }

  @Override
  public Note update(
      Origin origin, String noteId, @Nullable String text, @Nullable List<String> tags) {
    return memory().update(origin, noteId, text, tags);
  }

  @Override
  public Receipt deleteNote(String noteId) throws InterruptedException {
    return memory().deleteNote(noteId);
  }

  @Override
  public Receipt forget(List<Place> places) throws InterruptedException {
    return memory().forget(places);
  }

  @Override
  public List<Note> notes() {
    return memory().notes();
  }

  @Override
  public ImportReport importNotes(List<Note> notes) {
    return memory().importNotes(notes);
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (opened != null) {
      opened.close();
    }
  }
}
