package dev.oxydra.provider.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.types.Content;
import dev.oxydra.types.Json;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.Role;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * OpenRouter's form of signed and encrypted thoughts, which several models refuse to go on without:
 * <a href="https://openrouter.ai/docs/use-cases/reasoning-tokens">reasoning_details</a>. They are
 * kept with the answer and go back with it, to the model that they came from.
 */
final class ReasoningDetails {
  private static final String FIELD = "reasoning_details";
  private static final String PROTOCOL = "openai";

  /** The fields that come in fragments. */
  private static final List<String> TEXTS = List.of("text", "summary");

  private final ModelRef model;
  private final ArrayNode details = JsonNodeFactory.instance.arrayNode();
  // The detail that further fragments may belong to, without its texts.
  private @Nullable ObjectNode open;
  private final Map<String, StringBuilder> openTexts = new LinkedHashMap<>();

  ReasoningDetails(ModelRef model) {
    this.model = model;
  }

  /** Takes the fragments in a delta. */
  void add(JsonNode delta) {
    for (JsonNode fragment : delta.path(FIELD)) {
      if (fragment instanceof ObjectNode object) {
        add(object.deepCopy());
      }
    }
  }

  private void add(ObjectNode fragment) {
    Map<String, JsonNode> pieces = new LinkedHashMap<>();
    for (String name : TEXTS) {
      if (fragment.path(name).isTextual()) {
        pieces.put(name, fragment.remove(name));
      }
    }
    if (open != null && goesOn(open, fragment)) {
      fragment.properties().removeIf(field -> field.getValue().isNull());
      open.setAll(fragment);
    } else {
      close();
      open = fragment;
    }
    pieces.forEach((name, piece) ->
        openTexts.computeIfAbsent(name, _ -> new StringBuilder()).append(piece.asText()));
  }

  private static boolean goesOn(ObjectNode open, ObjectNode fragment) {
    return !fragment.has("data") // what is encrypted comes whole
        && open.path("type").equals(fragment.path("type"))
        && open.path("index").equals(fragment.path("index"));
  }

  private void close() {
    if (open != null) {
      for (var text : openTexts.entrySet()) {
        open.put(text.getKey(), text.getValue().toString());
      }
      details.add(open);
    }
    open = null;
    openTexts.clear();
  }

  /** What is to be kept: one part or none. */
  List<Content> kept() {
    close();
    if (details.isEmpty()) {
      return List.of();
    }
    ObjectNode data = JsonNodeFactory.instance.objectNode().put("model", model.toString());
    data.set(FIELD, details);
    return List.of(new Content.Opaque(PROTOCOL, data));
  }

  /** LangChain4j's request with what was kept of the answers in it. */
  static String into(String body, ModelRequest request) {
    List<JsonNode> kept =
        request.messages().stream()
            .filter(message -> message.role() == Role.ASSISTANT && ChatRequests.isSent(message))
            .map(message -> of(message, request.model()))
            .toList();
    if (kept.stream().allMatch(JsonNode::isMissingNode)) {
      return body;
    }
    try {
      JsonNode tree = Json.mapper().readTree(body);
      int answer = 0;
      for (JsonNode message : tree.path("messages")) {
        if (message.path("role").asText().equals("assistant")) {
          JsonNode found = kept.get(answer++);
          if (!found.isMissingNode()) {
            ((ObjectNode) message).set(FIELD, found);
          }
        }
      }
      return tree.toString();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("LangChain4j wrote a request that is not JSON", e);
    }
  }

  /** What was kept of an answer of {@code model}; missing where there is nothing. */
  private static JsonNode of(Message message, ModelRef model) {
    return message.parts(Content.Opaque.class).stream()
        .filter(opaque -> opaque.protocol().equals(PROTOCOL))
        .filter(opaque -> opaque.data().path("model").asText().equals(model.toString()))
        .map(opaque -> opaque.data().path(FIELD))
        .findFirst()
        .orElse(MissingNode.getInstance());
  }
}
