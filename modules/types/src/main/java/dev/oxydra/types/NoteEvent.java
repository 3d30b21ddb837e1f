package dev.oxydra.types;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the agent was told to remember, or to forget. These events are of the session {@link
 * MemoryStore#SESSION}: notes outlive the sessions that they were taken in.
 */
public sealed interface NoteEvent extends EventPayload {

  /** Which note: a UUIDv7. */
  String noteId();

  /**
   * A note was taken.
   *
   * @param supersedes the note that it replaces
   * @param contradicts older notes that say something else about the same
   * @param origin where it comes from
   * @param createdAt when it was first taken, if that was before the event: of one that was
   *     imported
   */
  record Saved(
      String noteId,
      String text,
      List<String> tags,
      @Nullable String supersedes,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> contradicts,
      @Nullable Origin origin,
      @Nullable Instant createdAt)
      implements NoteEvent {
    /** From nowhere in particular. */
    public Saved(String noteId, String text, List<String> tags, @Nullable String supersedes) {
      this(noteId, text, tags, supersedes, List.of(), null, null);
    }

    public Saved {
      Objects.requireNonNull(noteId, "note_id");
      Objects.requireNonNull(text, "text");
      tags = List.copyOf(tags);
      contradicts = contradicts == null ? List.of() : List.copyOf(contradicts);
    }
  }

  /**
   * A note says something else now.
   *
   * @param origin where that comes from
   */
  record Updated(String noteId, String text, List<String> tags, @Nullable Origin origin)
      implements NoteEvent {
    public Updated(String noteId, String text, List<String> tags) {
      this(noteId, text, tags, null);
    }

    public Updated {
      Objects.requireNonNull(noteId, "note_id");
      Objects.requireNonNull(text, "text");
      tags = List.copyOf(tags);
    }
  }

  /**
   * A note is forgotten; its events have no text any more.
   *
   * @param withdrawn the places of messages that it was taken from: they stay in their
   *     conversation, but memory doesn't find them any more
   */
  record Deleted(String noteId, @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Long> withdrawn)
      implements NoteEvent {
    public Deleted(String noteId) {
      this(noteId, List.of());
    }

    public Deleted {
      Objects.requireNonNull(noteId, "note_id");
      withdrawn = withdrawn == null ? List.of() : List.copyOf(withdrawn);
    }
  }

  /**
   * Where a note comes from.
   *
   * @param sessionId the session that it was taken in; null for none, such as an import
   * @param turnId the turn
   * @param source who said it: {@code user} or, where the turn had read what strangers wrote,
   *     {@code web} or {@code mcp:} and a server's name, joined by commas; {@code import}
   */
  record Origin(@Nullable SessionId sessionId, @Nullable TurnId turnId, String source) {
    public Origin {
      Objects.requireNonNull(source, "source");
    }
  }
}
