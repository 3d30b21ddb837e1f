package dev.oxydra.types;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the agent was told to remember, or to forget. */
public sealed interface NoteEvent extends EventPayload {

  /** Which note: a UUIDv7. */
  String noteId();

  /**
   * A note was taken.
   *
   * @param supersedes the note that it replaces
   */
  record Saved(String noteId, String text, List<String> tags, @Nullable String supersedes)
      implements NoteEvent {
    public Saved {
      Objects.requireNonNull(noteId, "note_id");
      Objects.requireNonNull(text, "text");
      tags = List.copyOf(tags);
    }
  }

  /** A note says something else now. */
  record Updated(String noteId, String text, List<String> tags) implements NoteEvent {
    public Updated {
      Objects.requireNonNull(noteId, "note_id");
      Objects.requireNonNull(text, "text");
      tags = List.copyOf(tags);
    }
  }

  record Deleted(String noteId) implements NoteEvent {
    public Deleted {
      Objects.requireNonNull(noteId, "note_id");
    }
  }
}
