package dev.oxydra.tui;

import dev.oxydra.types.PlainJson;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A frame that a gateway sent, as plain JSON.
 *
 * @param type its name, empty where it has none
 * @param payload what it says
 */
record PlainFrame(String type, Map<?, ?> payload) {
  static PlainFrame read(byte[] json) throws IOException {
    Map<String, @Nullable Object> frame = PlainJson.read(json);
    return new PlainFrame(text(frame, "type"), object(frame, "payload"));
  }

  String text(String name) {
    return text(payload, name);
  }

  /** A text of an object within, such as the id of {@code turn}. */
  String text(String object, String name) {
    return text(object(payload, object), name);
  }

  /** 0 where there is none. */
  long number(String name) {
    return payload.get(name) instanceof Long number ? number : 0;
  }

  /** Empty where there is none. */
  static String text(Map<?, ?> object, String name) {
    return object.get(name) instanceof String text ? text : "";
  }

  /** Empty where there is none. */
  static Map<?, ?> object(Map<?, ?> object, String name) {
    return object.get(name) instanceof Map<?, ?> within ? within : Map.of();
  }

  /** Empty where there is none. */
  static List<?> array(Map<?, ?> object, String name) {
    return object.get(name) instanceof List<?> within ? within : List.of();
  }

  /** The text of the message that is the payload of a {@code message.assistant} event. */
  String messageText() {
    StringBuilder said = new StringBuilder();
    for (Object part : array(object(object(payload, "payload"), "message"), "content")) {
      if (part instanceof Map<?, ?> content && text(content, "kind").equals("text")) {
        said.append(text(content, "text"));
      }
    }
    return said.toString();
  }
}
