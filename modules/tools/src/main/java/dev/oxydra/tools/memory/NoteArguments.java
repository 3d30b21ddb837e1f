package dev.oxydra.tools.memory;

import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.ToolException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What arguments of the memory's tools must be like, where a schema doesn't say it. */
final class NoteArguments {
  private NoteArguments() {}

  static String text(String text) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (text.isBlank()) {
      throw new ToolException("/text: must not be empty");
    }
    if (bytes > MemoryStore.MAX_NOTE) {
      throw new ToolException(
          "/text: has %d bytes, a note may have %d; write a file and note its path"
              .formatted(bytes, MemoryStore.MAX_NOTE));
    }
    return text;
  }

  static String query(String query) {
    if (query.isBlank()) {
      throw new ToolException("/query: must not be empty");
    }
    return query;
  }

  static List<String> tags(@Nullable List<String> tags) {
    if (tags == null) {
      return List.of();
    }
    if (tags.size() > MemoryStore.MAX_TAGS) {
      throw new ToolException(
          "/tags: there are %d, the limit is %d".formatted(tags.size(), MemoryStore.MAX_TAGS));
    }
    for (int i = 0; i < tags.size(); i++) {
      String tag = tags.get(i);
      if (tag.isBlank() || tag.length() > MemoryStore.MAX_TAG) {
        throw new ToolException(
            "/tags/%d: must have 1 to %d characters".formatted(i, MemoryStore.MAX_TAG));
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
