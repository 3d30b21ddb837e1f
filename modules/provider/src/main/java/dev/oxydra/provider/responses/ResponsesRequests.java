package dev.oxydra.provider.responses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.ToolSpec;
import java.util.List;

/** Our requests in the API's terms. */
final class ResponsesRequests {
  private ResponsesRequests() {}

  /** The JSON of a request for what comes after {@code chain}. */
  static ObjectNode of(ModelRequest request, Chain chain, Conversation conversation) {
    ObjectNode wire =
        JsonNodeFactory.instance
            .objectNode()
            .put("model", request.model().model().value())
            .put("stream", true)
            .put("store", true);
    if (chain.goesOn()) {
      wire.put("previous_response_id", chain.previousId());
    }
    if (request.options().maxOutputTokens() != null) {
      wire.put("max_output_tokens", request.options().maxOutputTokens());
    }
    Effort.of(request.model().model(), request.options()).addTo(wire);
    // These two are not kept with a conversation: they are sent each time.
    if (!request.system().isBlank()) {
      wire.put("instructions", request.system());
    }
    if (!request.tools().isEmpty()) {
      request.tools().forEach(tool -> add(tool, wire.withArray("tools")));
    }
    List<Message> messages = request.messages();
    ArrayNode input = wire.putArray("input");
    messages
        .subList(chain.from(), messages.size())
        .forEach(message -> conversation.items(message).forEach(input::add));
    return wire;
  }

  private static void add(ToolSpec tool, ArrayNode tools) {
    tools
        .addObject()
        .put("type", "function")
        .put("name", tool.name())
        .put("description", tool.description())
        .put("strict", false)
        .set("parameters", tool.inputSchema());
  }
}
