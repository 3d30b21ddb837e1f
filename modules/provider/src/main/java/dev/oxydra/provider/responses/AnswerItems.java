package dev.oxydra.provider.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.provider.PartialCall;
import dev.oxydra.types.Attachment;
import dev.oxydra.types.Content;
import dev.oxydra.types.Message;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.ToolResult;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model's answer as items, one a part. Thoughts go back as they came; of other items, what isn't
 * in the part that follows is kept before it, see {@link PartialItem}.
 */
final class AnswerItems {
  private final FileNames files;
  private final boolean own;
  private final List<ObjectNode> items = new ArrayList<>();
  private @Nullable ObjectNode begun;

  /**
   * @param own whether ids and thoughts mean something here: another provider's don't
   */
  AnswerItems(FileNames files, boolean own) {
    this.files = files;
    this.own = own;
  }

  List<ObjectNode> of(Message message) {
    message.content().forEach(this::add);
    // The API wants each thought to have led to something.
    while (!items.isEmpty() && isThought(items.getLast())) {
      items.removeLast();
    }
    return items;
  }

  private void add(Content part) {
    switch (part) {
      case Content.Text(String text) -> addText(text);
      case Content.Opaque(String protocol, JsonNode data) -> addOpaque(protocol, data);
      case ToolCall call -> items.add(call(call));
      case Attachment image -> addImage(image);
      case Content.Reasoning _, ToolResult _ -> {
        // The one is for people, the other not an assistant's to say.
      }
    }
  }

  private void addOpaque(String protocol, JsonNode data) {
    if (!own || !protocol.equals(Conversation.PROTOCOL)) {
      return;
    }
    if (isThought(data)) {
      items.add(data.deepCopy());
    } else if (data.has("type")) {
      begun = data.deepCopy();
    }
  }

  private void addText(String text) {
    if (!text.isEmpty()) {
      ObjectNode item = begun("message");
      item = item == null ? Conversation.item("message") : item;
      item.put("role", "assistant")
          .putArray("content")
          .add(Conversation.item("output_text").put("text", text));
      items.add(item);
    }
  }

  /** A picture that this provider drew; the API takes no other from an assistant. */
  private void addImage(Attachment image) {
    ObjectNode item = begun("image_generation_call");
    if (item != null) {
      items.add(item.put("result", files.base64(image)));
    }
  }

  private @Nullable ObjectNode begun(String type) {
    ObjectNode item = begun;
    begun = null;
    return item != null && item.path("type").asText().equals(type) ? item : null;
  }

  private static ObjectNode call(ToolCall call) {
    return Conversation.item("function_call")
        .put("call_id", call.id())
        .put("name", call.name())
        .put("arguments", PartialCall.replayed(call.arguments()).toString());
  }

  private static boolean isThought(JsonNode item) {
    return item.path("type").asText().equals("reasoning");
  }
}
