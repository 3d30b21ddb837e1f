package dev.oxydra.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.oxydra.types.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was recorded, in the folder of this class. */
final class Documents {
  private Documents() {}

  static String text(String name) {
    String text = find(name);
    if (text == null) {
      throw new IllegalArgumentException("nothing is recorded as " + name);
    }
    return text;
  }

  /** Null where there is none. */
  static @Nullable String find(String name) {
    try (InputStream in = Documents.class.getResourceAsStream(name)) {
      return in == null ? null : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Can't read " + name, e);
    }
  }

  static JsonNode json(String name) {
    return parse(text(name));
  }

  static JsonNode parse(String text) {
    try {
      return Json.mapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /** JSON in one form: keys sorted, indented. */
  static String normal(JsonNode json) {
    try {
      return Json.mapper()
          .writer()
          .with(SerializationFeature.INDENT_OUTPUT, SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .writeValueAsString(Json.mapper().convertValue(json, Map.class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("JSON that can't be written", e);
    }
  }
}
