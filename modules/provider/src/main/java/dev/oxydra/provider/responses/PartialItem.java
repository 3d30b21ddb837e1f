package dev.oxydra.provider.responses;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.provider.MalformedAnswerException;
import dev.oxydra.types.Content;
import java.util.List;

/**
 * One item of an answer, as far as it has come. This one says nothing: it is of a type that isn't
 * known here.
 */
class PartialItem {
  private final String type;
  private String id = "";

  PartialItem(String type) {
    this.type = type;
  }

  final String type() {
    return type;
  }

  /** Whether {@code other} can be its id; some servers leave ids out. */
  final boolean isCalled(String other) {
    return id.isEmpty() || other.isEmpty() || id.equals(other);
  }

  /** Takes the item as it is announced. */
  void begin(JsonNode item) {
    id = item.path("id").asText();
  }

  /**
   * Takes a piece of it.
   *
   * @param part which of its parts
   */
  void grow(String delta, int part) {}

  /** Takes the whole item. */
  void end(JsonNode item) throws MalformedAnswerException {}

  /**
   * What it says. Where something of it is to be sent back that is in no other content, that stands
   * first, as {@link Content.Opaque}.
   */
  List<Content> complete() throws MalformedAnswerException {
    return List.of();
  }
}
