package dev.oxydra.tools.memory;

import dev.oxydra.types.ToolException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What arguments of the memory's tools must be like, where a schema doesn't say it. */
final class NoteArguments {
  /** The longest note, in UTF-8 bytes: 16 KiB. */
  static final int MAX_NOTE = 16 << 10;

  /** The longest question, in characters; more of it would not make it clearer. */
  static final int MAX_QUERY = 10_000;

  static final int MAX_TAGS = 16;

  /** The longest tag, in characters. */
  static final int MAX_TAG = 64;

  private NoteArguments() {}

  static String text(String text) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (text.isBlank()) {
      throw new ToolException("/text: must not be empty");
    }
    if (bytes > MAX_NOTE) {
      throw new ToolException(
          "/text: has %d bytes, a note may have %d; write a file and note its path"
              .formatted(bytes, MAX_NOTE));
    }
    return text;
  }

  static String query(String query) {
    if (query.isBlank()) {
      throw new ToolException("/query: must not be empty");
    }
    if (query.length() > MAX_QUERY) {
      throw new ToolException(
          "/query: has %d characters, the limit is %d".formatted(query.length(), MAX_QUERY));
    }
    return query;
  }

  static List<String> tags(@Nullable List<String> tags) {
    if (tags == null) {
      return List.of();
    }
    if (tags.size() > MAX_TAGS) {
      throw new ToolException(
          "/tags: there are %d, the limit is %d".formatted(tags.size(), MAX_TAGS));
    }
    for (int i = 0; i < tags.size(); i++) {
      String tag = tags.get(i);
      if (tag.isBlank() || tag.length() > MAX_TAG) {
        throw new ToolException("/tags/%d: must have 1 to %d characters".formatted(i, MAX_TAG));
      }
    }
    return tags.stream().map(String::strip).distinct().toList();
  }

  static @Nullable Instant time(String name, @Nullable String time) {
    try {
      return time == null ? null : OffsetDateTime.parse(time).toInstant();
    } catch (DateTimeException e) {
      throw new ToolException(
          "/%s: must be a time such as 2026-11-27T08:00:00Z".formatted(name), e);
    }
  }
}
