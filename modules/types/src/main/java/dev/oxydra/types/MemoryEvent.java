package dev.oxydra.types;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What memory was used for, and what was taken out of it. */
public sealed interface MemoryEvent extends EventPayload {
  /** What a text says that was forgotten. */
  String FORGOTTEN = "[Forgotten, as the user wished]";

  /**
   * The turn was shown these without having asked. Their texts are not here: what is recalled is
   * not kept again.
   */
  record Recalled(List<Place> items) implements MemoryEvent {
    public Recalled {
      items = List.copyOf(items);
    }
  }

  /**
   * Notes and messages were forgotten: their events, and the events that repeated them, say {@link
   * #FORGOTTEN} now. It is an event of the session {@link MemoryStore#SESSION}.
   *
   * @param notes the ids of the notes
   * @param messages the places of all events that were changed, in order
   */
  record Forgotten(List<String> notes, List<Long> messages) implements MemoryEvent {
    public Forgotten {
      notes = List.copyOf(notes);
      messages = List.copyOf(messages);
    }
  }

  /** The session's agent noted this for the rest of the session, in place of what there was. */
  record ScratchpadWritten(List<String> items) implements MemoryEvent {
    public ScratchpadWritten {
      items = List.copyOf(items);
    }
  }

  /**
   * Something that can be recalled: a note, or a message.
   *
   * @param noteId of a note; null for a message
   * @param sessionId of a message: its session
   * @param seq of a message: its event
   */
  record Place(
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String noteId,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable SessionId sessionId,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long seq) {
    public Place {
      if ((noteId == null) == (seq == null) || (seq == null) != (sessionId == null)) {
        throw new IllegalArgumentException(
            "Give either note_id, or session_id and seq of a message");
      }
    }

    public static Place ofNote(String noteId) {
      return new Place(Objects.requireNonNull(noteId), null, null);
    }

    public static Place ofMessage(SessionId session, long seq) {
      return new Place(null, session, seq);
    }
  }
}
