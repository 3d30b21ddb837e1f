package dev.oxydra.provider.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.provider.AttachmentText;
import dev.oxydra.provider.Inlined;
import dev.oxydra.provider.PartialCall;
import dev.oxydra.types.Attachment;
import dev.oxydra.types.Content;
import dev.oxydra.types.Message;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.Role;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.ToolResult;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a request. The API wants them to alternate between user and assistant, with the
 * results of tool calls first in what follows the calls, and refuses blank text, as well as an
 * answer that ends in a thought.
 */
final class Conversation {
  /** The protocol's name in {@link Content.Opaque}. */
  static final String PROTOCOL = "anthropic";

  private static final Set<String> IMAGES =
      Set.of("image/png", "image/jpeg", "image/gif", "image/webp");

  /** Types of blocks that hold a thought. */
  static final Set<String> THOUGHTS = Set.of("thinking", "redacted_thinking");

  // Calls of another provider may have ids that this one refuses.
  private static final Pattern NOT_IN_ID = Pattern.compile("[^A-Za-z0-9_-]");

  private final ProviderId provider;
  private final Inlined files;
  private final boolean thoughts;
  private final ArrayNode messages;

  /**
   * @param provider who is sent them
   * @param files takes those of the messages
   * @param thoughts whether earlier thoughts are sent
   * @param messages gets the messages
   */
  Conversation(ProviderId provider, Inlined files, boolean thoughts, ArrayNode messages) {
    this.provider = provider;
    this.files = files;
    this.thoughts = thoughts;
    this.messages = messages;
  }

  void add(List<Message> conversation) {
    for (Message message : conversation) {
      boolean assistant = message.role() == Role.ASSISTANT;
      boolean replayed = thoughts && ThoughtsOwner.is(provider, message);
      ArrayNode blocks = JsonNodeFactory.instance.arrayNode();
      for (Content part : message.content()) {
        JsonNode block = assistant ? ofAssistant(part, replayed) : ofUser(part);
        if (block != null) {
          blocks.add(block);
        }
      }
      if (assistant) {
        dropFinalThoughts(blocks);
      }
      add(assistant ? "assistant" : "user", blocks);
    }
  }

  private static void dropFinalThoughts(ArrayNode blocks) {
    while (THOUGHTS.contains(blocks.path(blocks.size() - 1).path("type").asText())) {
      blocks.remove(blocks.size() - 1);
    }
  }

  private void add(String role, ArrayNode blocks) {
    if (blocks.isEmpty()) {
      return;
    }
    JsonNode last = messages.path(messages.size() - 1);
    ArrayNode content =
        last.path("role").asText().equals(role)
            ? (ArrayNode) last.path("content")
            : messages.addObject().put("role", role).putArray("content");
    for (JsonNode block : blocks) {
      if (isResult(block)) {
        content.insert(results(content), block);
      } else {
        content.add(block);
      }
    }
  }

  /** How many results of tool calls it begins with. */
  private static int results(ArrayNode content) {
    int count = 0;
    while (isResult(content.path(count))) {
      count++;
    }
    return count;
  }

  private static boolean isResult(JsonNode block) {
    return block.path("type").asText().equals("tool_result");
  }

  private @Nullable JsonNode ofUser(Content part) {
    return switch (part) {
      case Content.Text(String text) -> text(text);
      case Attachment attachment -> attachment(attachment);
      case ToolResult result -> result(result);
      case Content.Reasoning _, Content.Opaque _, ToolCall _ -> null; // Not a user's to say.
    };
  }

  private static @Nullable JsonNode ofAssistant(Content part, boolean replayed) {
    return switch (part) {
      case Content.Text(String text) -> text(text);
      case Content.Reasoning(String text, String signature) ->
          replayed ? thinking(text, signature) : null;
      case Content.Opaque opaque -> replayed ? thought(opaque) : null;
      case ToolCall call -> call(call);
      case Attachment _, ToolResult _ -> null; // The API takes neither from an assistant.
    };
  }

  private static @Nullable ObjectNode text(String text) {
    return text.isBlank() ? null : block("text").put("text", text);
  }

  /** Another provider's thoughts have no signature, and the API takes none without. */
  private static @Nullable ObjectNode thinking(String text, @Nullable String signature) {
    return signature == null
        ? null
        : block("thinking").put("thinking", text).put("signature", signature);
  }

  private static @Nullable JsonNode thought(Content.Opaque opaque) {
    boolean ours = opaque.protocol().equals(PROTOCOL) && !ThoughtsOwner.isNote(opaque);
    return ours ? opaque.data().deepCopy() : null;
  }

  private static ObjectNode call(ToolCall call) {
    return block("tool_use")
        .put("id", id(call.id()))
        .put("name", call.name())
        .set("input", PartialCall.replayed(call.arguments()));
  }

  private ObjectNode result(ToolResult result) {
    ObjectNode block = block("tool_result").put("tool_use_id", id(result.callId()));
    boolean failed = result.outcome() != ToolResult.Outcome.OK;
    if (!failed && !result.attachments().isEmpty()) {
      addParts(result, block.putArray("content"));
    } else if (!result.text().isBlank()) {
      block.put("content", result.text());
    } else if (failed) {
      block.put("content", "(failed)"); // The API wants an error to say something.
    }
    return failed ? block.put("is_error", true) : block;
  }

  private void addParts(ToolResult result, ArrayNode content) {
    ObjectNode words = text(result.text());
    if (words != null) {
      content.add(words);
    }
    for (Attachment file : result.attachments()) {
      ObjectNode part = attachment(file);
      if (part != null) {
        content.add(part);
      }
    }
  }

  private static String id(String ours) {
    return NOT_IN_ID.matcher(ours).replaceAll("_");
  }

  private @Nullable ObjectNode attachment(Attachment attachment) {
    String type = attachment.mimeType();
    if (IMAGES.contains(type)) {
      return inlined("image", attachment);
    }
    return type.equals("application/pdf")
        ? inlined("document", attachment)
        : text(AttachmentText.of(attachment));
  }

  private ObjectNode inlined(String kind, Attachment attachment) {
    ObjectNode block = block(kind);
    block
        .putObject("source")
        .put("type", "base64")
        .put("media_type", attachment.mimeType())
        .put("data", files.base64(attachment));
    return block;
  }

  private static ObjectNode block(String type) {
    return JsonNodeFactory.instance.objectNode().put("type", type);
  }
}
