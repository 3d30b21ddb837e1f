package dev.oxydra.types;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.oxydra.types.NoteEvent.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an agent knows beyond a session: the user's notes and conversations. One for all sessions.
 * Its methods block, may be called by any thread, and throw a {@link ToolException} with a reason
 * for the model and for people when they can't do what is asked.
 */
public interface MemoryStore extends AutoCloseable {
  /** The session whose events say which notes there are: no conversation, and in no list. */
  SessionId SESSION = new SessionId("memory");

  /** The longest note, in UTF-8 bytes: 16 KiB. */
  int MAX_NOTE = 16 << 10;

  /** The longest question, in characters; what is beyond it is not looked at. */
  int MAX_QUERY = 2_000;

  int MAX_TAGS = 16;

  /** The longest tag, in characters. */
  int MAX_TAG = 64;

  int MAX_RESULTS = 20;

  /** What fits a question best, the best first. */
  Found search(Query query) throws InterruptedException;

  /** Takes a note. One that says the same as another takes its place. */
  Saved save(NewNote note);

  /**
   * Changes a note.
   *
   * @param text what it says now; null for what it said
   * @param tags what it is about now; null for what it was about
   */
  Note update(
      NoteEvent.Origin origin, String noteId, @Nullable String text, @Nullable List<String> tags);

  /**
   * Forgets a note, with all that was derived from it: no text of it stays in the journal's note
   * events and tool calls, nor in the index. What the user wrote stays in its conversation, but
   * isn't found any more.
   */
  Receipt deleteNote(String noteId) throws InterruptedException;

  /**
   * Forgets notes and messages, with all that was derived from them: their events, and those that
   * repeat them, lose their text.
   *
   * @param places one or more
   */
  Receipt forget(List<MemoryEvent.Place> places) throws InterruptedException;

  /** All notes that hold, the latest first: not those that were superseded. */
  List<Note> notes();

  /**
   * Takes notes that were written out before, or edited by hand: one with a known id is changed,
   * others are saved. A note that can't be taken doesn't keep the others back.
   */
  ImportReport importNotes(List<Note> notes);

  @Override
  void close();

  /**
   * A question.
   *
   * @param text taken as words, whatever characters it has
   * @param topK how many answers at most, 1 to {@link #MAX_RESULTS}
   * @param tags which a note must have all of; with any, conversation is not searched
   * @param includeConversation whether conversation is searched, and not only notes
   * @param speaker whose messages are searched; null for everybody's, and notes
   * @param since nothing older; null for no limit
   * @param until nothing newer; null for no limit
   * @param except a session whose messages are not searched; null for none
   * @param patience how long the question's own vector may take; without it words alone count
   */
  record Query(
      String text,
      int topK,
      List<String> tags,
      boolean includeConversation,
      @Nullable Role speaker,
      @Nullable Instant since,
      @Nullable Instant until,
      @Nullable SessionId except,
      Duration patience) {
    /** How long somebody who waits for the answer may wait for a model to be loaded. */
    public static final Duration PATIENT = Duration.ofSeconds(3);

    public Query {
      Objects.requireNonNull(text, "text");
      tags = List.copyOf(tags);
      Objects.requireNonNull(patience, "patience");
    }

    /** Everything, whenever it was. */
    public static Query of(String text, int topK) {
      return new Query(text, topK, List.of(), true, null, null, null, null, PATIENT);
    }
  }

  /**
   * What was found.
   *
   * @param items the best first
   * @param notice why there may be more than that, for people and the model: the index is being
   *     built, or meaning could not be compared; null for no reason
   */
  record Found(List<Recalled> items, @Nullable String notice) {
    public Found {
      items = List.copyOf(items);
    }
  }

  /**
   * Something that was found.
   *
   * @param place what it is
   * @param text of a note all, of a message the passage that fits
   * @param session where it was said, or the note taken; null where that isn't known
   * @param source who said it: {@code user}, {@code assistant}; with what a turn had read of
   *     strangers, see {@link NoteEvent.Origin}
   * @param at when it was said, or the note last changed
   * @param tags of a note
   * @param score the higher the better; comparable within one answer only
   * @param newerThan older notes that say something else about the same
   */
  record Recalled(
      MemoryEvent.Place place,
      String text,
      @Nullable SessionId session,
      String source,
      Instant at,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> tags,
      double score,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> newerThan) {
    public Recalled {
      Objects.requireNonNull(place, "place");
      Objects.requireNonNull(text, "text");
      Objects.requireNonNull(source, "source");
      Objects.requireNonNull(at, "at");
      tags = tags == null ? List.of() : List.copyOf(tags);
      newerThan = newerThan == null ? List.of() : List.copyOf(newerThan);
    }

    /** When and where it is from, in a line for the model and for people. */
    public String provenance() {
      StringBuilder line = new StringBuilder(at + ", " + source);
      if (place.noteId() != null) {
        line.append(", note ").append(place.noteId());
      }
      if (session != null) {
        line.append(", session ").append(session);
      }
      if (!newerThan.isEmpty()) {
        line.append(", newer than note ").append(String.join(" and ", newerThan));
      }
      return line.toString();
    }

    /**
     * The strangers that some of it is from, joined by commas; {@link ToolPolicy#MEMORY} if none.
     */
    public static String source(List<Recalled> items) {
      String strangers =
          items.stream()
              .flatMap(item -> Stream.of(item.source().split(",", -1)))
              .filter(source -> !OWN.contains(source))
              .distinct()
              .sorted()
              .collect(Collectors.joining(","));
      return strangers.isEmpty() ? ToolPolicy.MEMORY : strangers;
    }

    private static final Set<String> OWN = Set.of("user", "assistant", "import");
  }

  /**
   * A note that is to be taken.
   *
   * @param supersedes the note that it replaces; null for none
   */
  record NewNote(
      NoteEvent.Origin origin, String text, List<String> tags, @Nullable String supersedes) {
    public NewNote {
      Objects.requireNonNull(origin, "origin");
      Objects.requireNonNull(text, "text");
      tags = List.copyOf(tags);
    }
  }

  /**
   * What became of a new note.
   *
   * @param superseded the notes whose place it took
   * @param contradicts the notes that say something else about the same, and stay
   */
  record Saved(Note note, List<Note> superseded, List<Note> contradicts) {
    public Saved {
      Objects.requireNonNull(note, "note");
      superseded = List.copyOf(superseded);
      contradicts = List.copyOf(contradicts);
    }
  }

  /**
   * A note as it is kept.
   *
   * @param supersedes the note that it replaced; null for none
   * @param contradicts older notes that say something else about the same
   * @param origin where it comes from; null where that isn't known
   */
  record Note(
      String id,
      String text,
      List<String> tags,
      @Nullable String supersedes,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> contradicts,
      @Nullable Origin origin,
      Instant createdAt,
      Instant updatedAt) {
    public Note {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(text, "text");
      tags = List.copyOf(tags);
      contradicts = contradicts == null ? List.of() : List.copyOf(contradicts);
      Objects.requireNonNull(createdAt, "created_at");
      Objects.requireNonNull(updatedAt, "updated_at");
    }
  }

  /**
   * What was deleted.
   *
   * @param notes how many notes, those included that they had superseded
   * @param messages how many messages say nothing any more
   * @param copies how many other events repeated them, such as tool calls and copies in forks
   * @param withdrawn how many messages stay in their conversation but aren't found any more
   * @param passages how many passages left the index
   * @param vectors how many of those had a vector
   * @param backups which backups still have it
   */
  record Receipt(
      int notes,
      int messages,
      int copies,
      int withdrawn,
      int passages,
      int vectors,
      List<String> backups) {
    public Receipt {
      backups = List.copyOf(backups);
    }
  }

  /**
   * What became of an import.
   *
   * @param refused why some were not taken, a sentence for each
   */
  record ImportReport(int saved, int changed, int unchanged, List<String> refused) {
    public ImportReport {
      refused = List.copyOf(refused);
    }
  }
}
