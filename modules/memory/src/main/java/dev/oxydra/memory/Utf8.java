package dev.oxydra.memory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.Json;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Text for SQLite. That with half a surrogate pair has no UTF-8, and SQLite would be given question
 * marks: escaped in JSON it comes back as it was.
 */
final class Utf8 {
  private Utf8() {}

  static boolean canEncode(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  /** As JSON that can be encoded. */
  static String json(JsonNode tree) {
    String json = Json.write(tree);
    if (canEncode(json)) {
      return json;
    }
    try {
      return Json.mapper()
          .writer()
          .with(JsonWriteFeature.ESCAPE_NON_ASCII)
          .writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("Can't write a value as JSON", e);
    }
  }
}
