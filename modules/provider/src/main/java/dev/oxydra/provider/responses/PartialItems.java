package dev.oxydra.provider.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.provider.MalformedAnswerException;
import dev.oxydra.provider.PartialCall;
import dev.oxydra.types.Content;
import dev.oxydra.types.StreamEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The items of an answer, in the order in which they began; those of unknown types say nothing. */
final class PartialItems {
  private final Consumer<StreamEvent> sink;
  private final List<PartialItem> items = new ArrayList<>();
  // By the server's index, the item that is meant by it now.
  private final Map<Integer, PartialItem> open = new HashMap<>();
  private int calls;

  PartialItems(Consumer<StreamEvent> sink) {
    this.sink = sink;
  }

  void read(String event, JsonNode data) throws MalformedAnswerException {
    int index = data.path("output_index").asInt(0);
    String delta = data.path("delta").asText("");
    switch (event) {
      case "response.output_item.added" -> begin(index, data.path("item"));
      case "response.output_item.done" -> begin(index, data.path("item")).end(data.path("item"));
      case "response.output_text.delta", "response.refusal.delta" ->
          find(index, "message").grow(delta, 0);
      case "response.reasoning_summary_text.delta" ->
          find(index, "reasoning").grow(delta, data.path("summary_index").asInt(0));
      case "response.reasoning_text.delta" ->
          find(index, "reasoning").grow(delta, data.path("content_index").asInt(0));
      case "response.function_call_arguments.delta" -> find(index, "function_call").grow(delta, 0);
      default -> {
        // What is whole was told in parts before, or is told with its item.
      }
    }
  }

  /** An item that the server names; one that is known already, by its index and id, stays. */
  private PartialItem begin(int index, JsonNode item) throws MalformedAnswerException {
    String type = item.path("type").asText();
    String id = item.path("id").asText();
    PartialItem known = open.get(index);
    if (known != null && known.type().equals(type) && known.isCalled(id)) {
      return known;
    }
    PartialItem begun = add(index, type);
    begun.begin(item);
    return begun;
  }

  /** The item that a delta belongs to; not every server tells of it before. */
  private PartialItem find(int index, String type) throws MalformedAnswerException {
    PartialItem known = open.get(index);
    return known != null && known.type().equals(type) ? known : add(index, type);
  }

  private PartialItem add(int index, String type) throws MalformedAnswerException {
    PartialItem added =
        switch (type) {
          case "message" -> new PartialText(sink);
          case "reasoning" -> new PartialThought(sink);
          case "function_call" -> new PartialFunctionCall(new PartialCall(calls++, sink));
          case "image_generation_call" -> new PartialImage();
          default -> new PartialItem(type);
        };
    items.add(added);
    open.put(index, added);
    return added;
  }

  /** Takes a whole answer's items from a server that has told of none. */
  void addMissing(JsonNode output) throws MalformedAnswerException {
    if (items.isEmpty()) {
      for (int i = 0; i < output.size(); i++) {
        begin(i, output.path(i)).end(output.path(i));
      }
    }
  }

  List<Content> complete() throws MalformedAnswerException {
    List<Content> complete = new ArrayList<>();
    for (PartialItem item : items) {
      complete.addAll(item.complete());
    }
    return complete;
  }

  /** The fields of an item that are kept to be sent back, without what is null. */
  static ObjectNode kept(JsonNode item, String... fields) {
    ObjectNode kept = Conversation.item(item.path("type").asText());
    for (String field : fields) {
      if (item.hasNonNull(field)) {
        kept.set(field, item.path(field));
      }
    }
    return kept;
  }
}
