package dev.oxydra.runner;

import dev.oxydra.types.MemoryStore.Note;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/**
 * A note as a Markdown file: YAML between two lines of dashes, then the text.
 *
 * @param id null in one that was written by hand
 * @param tags null where the file doesn't say: they stay as they are
 * @param source who said it, null where the file doesn't say
 * @param createdAt null where the file doesn't say
 * @param supersedes the note that it replaced, null for none
 */
record NoteFile(
    @Nullable String id,
    @Nullable List<String> tags,
    @Nullable String source,
    @Nullable Instant createdAt,
    @Nullable String supersedes,
    String text) {
  private static final String DASHES = "---";

  /** Everything that people write is text to us: no dates, and no {@code no} that means false. */
  private static final LoadSettings READING =
      LoadSettings.builder()
          .setLabel("front matter")
          .setSchema(new FailsafeSchema())
          .setTagConstructors(Map.of(Tag.NULL, empty -> ""))
          .build();

  /** A list of words stays on its line. */
  private static final DumpSettings WRITING =
      DumpSettings.builder()
          .setDefaultFlowStyle(FlowStyle.AUTO)
          .setWidth(Integer.MAX_VALUE)
          .build();

  /** A file is no note. */
  static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;

    MalformedException(int line, String why) {
      this(line, why, null);
    }

    MalformedException(int line, String why, @Nullable Throwable cause) {
      super(why, cause);
      this.line = line;
    }

    /** Where, from 1. */
    int line() {
      return line;
    }
  }

  /** The whole file. */
  static String write(Note note) {
    Map<String, Object> front = new LinkedHashMap<>();
    front.put("id", note.id());
    front.put("tags", note.tags());
    if (note.origin() != null) {
      front.put("source", note.origin().source());
    }
    front.put("created_at", note.createdAt().toString());
    front.put("updated_at", note.updatedAt().toString());
    if (note.supersedes() != null) {
      front.put("supersedes", note.supersedes());
    }
    return DASHES
        + "\n"
        + new Dump(WRITING).dumpToString(front)
        + DASHES
        + "\n\n"
        + note.text()
        + "\n";
  }

  /**
   * Reads a file. Without a first line of dashes, all of it is the text.
   *
   * @throws MalformedException when it is no note, and where
   */
  static NoteFile read(String content) throws MalformedException {
    String text = content.replace("\r\n", "\n").replaceFirst("^\uFEFF", "");
    if (!text.startsWith(DASHES + "\n")) {
      return new NoteFile(null, null, null, null, null, requireText(text, 1));
    }
    int from = DASHES.length() + 1;
    int end = ("\n" + text.substring(from) + "\n").indexOf("\n" + DASHES + "\n");
    if (end < 0) {
      throw new MalformedException(1, "the front matter has no end, which is a line of ---");
    }
    String front = text.substring(from, from + end);
    String body = text.substring(Math.min(text.length(), from + end + DASHES.length() + 1));
    int lines = (int) front.chars().filter(c -> c == '\n').count();
    return of(front(front), requireText(body, lines + 3));
  }

  private static String requireText(String body, int line) throws MalformedException {
    String text = body.startsWith("\n") ? body.substring(1) : body;
    if (text.isBlank()) {
      throw new MalformedException(line, "there is no text");
    }
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }

  private static Map<?, ?> front(String yaml) throws MalformedException {
    try {
      Object read = new Load(READING).loadFromString(yaml);
      if (read == null || read.equals("")) {
        return Map.of();
      }
      if (read instanceof Map<?, ?> map) {
        return map;
      }
      throw new MalformedException(2, "the front matter is not made of keys and values");
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 2).orElse(2);
      throw new MalformedException(line, Objects.requireNonNullElse(e.getProblem(), "no YAML"), e);
    } catch (YamlEngineException e) {
      throw new MalformedException(2, String.valueOf(e.getMessage()), e);
    }
  }

  private static NoteFile of(Map<?, ?> front, String text) throws MalformedException {
    return new NoteFile(
        word(front, "id"),
        tags(front.get("tags")),
        word(front, "source"),
        time(word(front, "created_at")),
        word(front, "supersedes"),
        text);
  }

  private static @Nullable String word(Map<?, ?> front, String key) throws MalformedException {
    Object value = front.get(key);
    if (value != null && !(value instanceof String)) {
      throw new MalformedException(2, "'" + key + "' must be a text");
    }
    return value == null || value.equals("") ? null : value.toString().strip();
  }

  private static @Nullable List<String> tags(@Nullable Object value) throws MalformedException {
    if (value == null) {
      return null;
    }
    if (value.equals("")) {
      return List.of();
    }
    if (!(value instanceof List<?> list) || !list.stream().allMatch(String.class::isInstance)) {
      throw new MalformedException(2, "'tags' must be a list, such as [home, tea]");
    }
    return list.stream().map(Object::toString).toList();
  }

  private static @Nullable Instant time(@Nullable String text) throws MalformedException {
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new MalformedException(
          2, "'created_at' must be a time such as 2026-01-31T08:00:00Z", e);
    }
  }
}
