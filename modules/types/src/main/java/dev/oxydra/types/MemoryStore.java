package dev.oxydra.types;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an agent knows beyond a session: the user's notes and conversations. One for all sessions.
 * Its methods block, may be called by any thread, and throw a {@link ToolException} with a reason
 * for the model when they can't do what is asked.
 */
public interface MemoryStore {
  /** What fits a question best, the best first. */
  List<Recalled> search(Query query) throws InterruptedException;

  /** Takes a note. */
  Note save(NewNote note) throws InterruptedException;

  /**
   * Changes a note.
   *
   * @param text what it says now; null for what it said
   * @param tags what it is about now; null for what it was about
   */
  Note update(SessionId session, String noteId, @Nullable String text, @Nullable List<String> tags)
      throws InterruptedException;

  /**
   * Deletes a note with all that was derived from it.
   *
   * @return what was deleted, in words for the model
   */
  String delete(SessionId session, String noteId) throws InterruptedException;

  /**
   * A question.
   *
   * @param text taken as words, whatever characters it has
   * @param topK how many answers at most, 1 to 20
   * @param tags which a note must have all of; conversation has none
   * @param includeConversation whether conversation is searched, and not only notes
   * @param since nothing older; null for no limit
   * @param until nothing newer; null for no limit
   */
  record Query(
      String text,
      int topK,
      List<String> tags,
      boolean includeConversation,
      @Nullable Instant since,
      @Nullable Instant until) {
    public Query {
      Objects.requireNonNull(text, "text");
      tags = List.copyOf(tags);
    }
  }

  /**
   * A note that is to be taken.
   *
   * @param session whose agent takes it
   * @param supersedes the note that it replaces; null for none
   */
  record NewNote(SessionId session, String text, List<String> tags, @Nullable String supersedes) {
    public NewNote {
      Objects.requireNonNull(session, "session");
      Objects.requireNonNull(text, "text");
      tags = List.copyOf(tags);
    }
  }

  /** A note as it is kept. */
  record Note(String id, String text, List<String> tags, Instant createdAt, Instant updatedAt) {
    public Note {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(text, "text");
      tags = List.copyOf(tags);
      Objects.requireNonNull(createdAt, "created_at");
      Objects.requireNonNull(updatedAt, "updated_at");
    }
  }

  /**
   * Something that was found.
   *
   * @param noteId of a note; null for conversation
   * @param session where it was said, or the note taken; null where that isn't known
   * @param source who said it, such as {@code user} or {@code note}
   * @param at when
   */
  record Recalled(
      @Nullable String noteId,
      String text,
      @Nullable SessionId session,
      String source,
      Instant at) {
    public Recalled {
      Objects.requireNonNull(text, "text");
      Objects.requireNonNull(source, "source");
      Objects.requireNonNull(at, "at");
    }
  }
}
