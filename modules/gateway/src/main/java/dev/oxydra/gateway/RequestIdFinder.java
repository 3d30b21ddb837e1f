package dev.oxydra.gateway;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.oxydra.types.Json;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Finds the {@code request_id} of a frame that is not going to be decoded. */
final class RequestIdFinder {
  private RequestIdFinder() {}

  /** Null where there is none, and for what is not a frame. */
  static @Nullable String find(String text) {
    try (JsonParser in = Json.mapper().createParser(text)) {
      return in.nextToken() == JsonToken.START_OBJECT
              && enter(in, "payload") == JsonToken.START_OBJECT
              && enter(in, "request_id") == JsonToken.VALUE_STRING
          ? in.getText()
          : null;
    } catch (IOException e) {
      return null;
    }
  }

  /** Goes to the first token of a field's value; null where the object has no such field. */
  private static @Nullable JsonToken enter(JsonParser in, String field) throws IOException {
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      boolean found = field.equals(in.currentName());
      JsonToken value = in.nextToken();
      if (found) {
        return value;
      }
      in.skipChildren();
    }
    return null;
  }
}
