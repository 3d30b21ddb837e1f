package dev.oxydra.types;

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
   * Notes and messages were forgotten. It is an event of the session {@link MemoryStore#SESSION}.
   *
   * @param notes the ids of the notes
   * @param messages the places of the messages, with what else was said with the same words: they
   *     say {@link #FORGOTTEN} now, and so do the prompts of their turns
   * @param copies the places of other events that had repeated them, such as tool calls: they say
   *     {@link #FORGOTTEN} where they did
   */
  record Forgotten(List<String> notes, List<Long> messages, List<Long> copies)
      implements MemoryEvent {
    public Forgotten {
      notes = List.copyOf(notes);
      messages = List.copyOf(messages);
      copies = List.copyOf(copies);
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
  record Place(@Nullable String noteId, @Nullable SessionId sessionId, @Nullable Long seq) {
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
