package dev.oxydra.provider.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.provider.Inlined;
import dev.oxydra.types.ModelInfo;
import dev.oxydra.types.ModelOptions;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.ToolSpec;

/** Our requests in the API's terms. */
final class MessagesRequests {
  /** The API wants a limit: this one where nothing is known, which all current models allow. */
  private static final long DEFAULT_MAX_TOKENS = 8192;

  /**
   * Where the configuration names no limit, an answer gets no longer than this though the model
   * could: what may be written is reserved in the context and counted against rate limits.
   */
  private static final long MOST_UNASKED_TOKENS = 32_000;

  private MessagesRequests() {}

  /**
   * A request's JSON.
   *
   * @param files takes those of its messages
   */
  static ObjectNode of(ModelRequest request, Inlined files) {
    long maxTokens = maxTokens(request.options());
    ObjectNode wire =
        JsonNodeFactory.instance
            .objectNode()
            .put("model", request.model().model().value())
            .put("max_tokens", maxTokens)
            .put("stream", true);
    Thinking thinking = Thinking.of(request.model().model(), request.options(), maxTokens);
    ArrayNode messages = JsonNodeFactory.instance.arrayNode();
    new Conversation(request.model().provider(), files, thinking.replayed(), messages)
        .add(request.messages());
    if (!thinking.needsThought() || !callsWithoutThought(messages)) {
      thinking.addTo(wire);
    }
    if (!request.tools().isEmpty()) {
      request.tools().forEach(tool -> add(tool, wire.withArray("tools")));
    }
    if (!request.system().isBlank()) {
      wire.putArray("system").addObject().put("type", "text").put("text", request.system());
    }
    wire.set("messages", messages);
    CacheMarkers.addTo(wire);
    return wire;
  }

  private static long maxTokens(ModelOptions options) {
    if (options.maxOutputTokens() != null) {
      return options.maxOutputTokens();
    }
    ModelInfo.Limits limits = options.info().limit();
    return limits == null || limits.output() == null
        ? DEFAULT_MAX_TOKENS
        : Math.min(limits.output(), MOST_UNASKED_TOKENS);
  }

  /**
   * Whether it goes on from tool calls that nothing was thought before, such as those of another
   * model: the API refuses that together with a budget.
   */
  private static boolean callsWithoutThought(ArrayNode messages) {
    JsonNode results = messages.path(messages.size() - 1).at("/content/0/type");
    JsonNode first = messages.path(messages.size() - 2).at("/content/0/type");
    return results.asText().equals("tool_result")
        && !Conversation.THOUGHTS.contains(first.asText());
  }

  private static void add(ToolSpec tool, ArrayNode tools) {
    tools
        .addObject()
        .put("name", tool.name())
        .put("description", tool.description())
        .set("input_schema", tool.inputSchema());
  }
}
