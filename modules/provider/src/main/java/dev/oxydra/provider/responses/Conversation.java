package dev.oxydra.provider.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.provider.AttachmentText;
import dev.oxydra.provider.Inlined;
import dev.oxydra.types.Attachment;
import dev.oxydra.types.Content;
import dev.oxydra.types.Message;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.ToolResult;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Messages as items of the API. */
final class Conversation {
  /** The protocol's name in {@link Content.Opaque}. */
  static final String PROTOCOL = "openai_responses";

  private static final Set<String> IMAGES =
      Set.of("image/png", "image/jpeg", "image/gif", "image/webp");

  private final ProviderId me;
  private final boolean thoughts;
  private final FileNames files;

  /** Of a request, whose files go there. */
  Conversation(ProviderId me, boolean thoughts, Inlined inlined) {
    this(
        me,
        thoughts,
        new FileNames() {
          @Override
          public String dataUrl(Attachment file) {
            return inlined.dataUrl(file);
          }

          @Override
          public String base64(Attachment file) {
            return inlined.base64(file);
          }
        });
  }

  /**
   * @param me who reads it: the thoughts of others mean nothing to it
   * @param thoughts whether its own go there
   */
  Conversation(ProviderId me, boolean thoughts, FileNames files) {
    this.me = me;
    this.thoughts = thoughts;
    this.files = files;
  }

  /** A message's items, which depend on nothing but it. */
  List<ObjectNode> items(Message message) {
    return switch (message.role()) {
      case USER -> user(message);
      case ASSISTANT -> new AnswerItems(files, thoughts && !isForeign(message)).of(message);
      case TOOL -> message.parts(ToolResult.class).stream().map(this::result).toList();
    };
  }

  private boolean isForeign(Message message) {
    JsonNode link = Chain.linkOf(message);
    return link != null && !Chain.isOf(link, me);
  }

  private List<ObjectNode> user(Message message) {
    ObjectNode item = item("message").put("role", "user");
    ArrayNode content = item.putArray("content");
    for (Content part : message.content()) {
      JsonNode input = input(part);
      if (input != null) {
        content.add(input);
      }
    }
    return content.isEmpty() ? List.of() : List.of(item);
  }

  private @Nullable JsonNode input(Content part) {
    return switch (part) {
      case Content.Text(String text) -> text.isEmpty() ? null : text(text);
      case Attachment attachment -> attachment(attachment);
      // Not a user's to say.
      case Content.Reasoning _, Content.Opaque _, ToolCall _, ToolResult _ -> null;
    };
  }

  private JsonNode attachment(Attachment attachment) {
    String type = attachment.mimeType();
    if (IMAGES.contains(type)) {
      return item("input_image").put("image_url", files.dataUrl(attachment)).put("detail", "auto");
    }
    return type.equals("application/pdf")
        ? item("input_file").put("filename", "file.pdf").put("file_data", files.dataUrl(attachment))
        : text(AttachmentText.of(attachment));
  }

  private static ObjectNode text(String text) {
    return item("input_text").put("text", text);
  }

  private ObjectNode result(ToolResult result) {
    ObjectNode item = item("function_call_output").put("call_id", result.callId());
    if (result.attachments().isEmpty()) {
      return item.put("output", result.text());
    }
    ArrayNode output = item.putArray("output").add(text(result.text()));
    result.attachments().stream().map(this::attachment).forEach(output::add);
    return item;
  }

  static ObjectNode item(String type) {
    return JsonNodeFactory.instance.objectNode().put("type", type);
  }
}
