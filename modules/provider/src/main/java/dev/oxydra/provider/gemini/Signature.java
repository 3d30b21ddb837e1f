package dev.oxydra.provider.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.types.Content;

/**
 * <a href="https://ai.google.dev/gemini-api/docs/thought-signatures">Thought signatures</a>: what a
 * model knows of its own thoughts, to be sent back on the very part on which it came. Among our
 * content each stands directly before that part, or says itself that its part was an empty text.
 */
final class Signature {
  static final String FIELD = "thoughtSignature";

  /**
   * What stands for the signature of a call that another model made, as the documentation has it.
   */
  static final String FOREIGN = "skip_thought_signature_validator";

  private static final String PROTOCOL = "gemini";

  private Signature() {}

  /** That of the part that follows. */
  static Content of(String signature) {
    return new Content.Opaque(PROTOCOL, json(signature));
  }

  /** One whose part says nothing else. */
  static Content alone(String signature) {
    return new Content.Opaque(PROTOCOL, json(signature).put("text", ""));
  }

  private static ObjectNode json(String signature) {
    return JsonNodeFactory.instance.objectNode().put(FIELD, signature);
  }

  /** That of an opaque part; empty where it is none. */
  static String in(Content.Opaque opaque) {
    return opaque.protocol().equals(PROTOCOL) ? opaque.data().path(FIELD).asText("") : "";
  }

  static boolean isAlone(JsonNode data) {
    return data.has("text");
  }
}
