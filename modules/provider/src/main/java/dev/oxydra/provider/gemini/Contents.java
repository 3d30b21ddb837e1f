package dev.oxydra.provider.gemini;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.provider.AttachmentText;
import dev.oxydra.provider.Inlined;
import dev.oxydra.provider.PartialCall;
import dev.oxydra.types.Attachment;
import dev.oxydra.types.Content;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.Role;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.ToolResult;
import java.util.HashMap;
import java.util.Map;

/** The messages of one request as the API's contents. */
final class Contents {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final ModelRequest request;
  private final Inlined files;
  private final boolean needsSignatures;
  // By the calls' ids: a result says its tool's name, too.
  private final Map<String, String> names = new HashMap<>();

  Contents(ModelRequest request, Inlined files) {
    this.request = request;
    this.files = files;
    this.needsSignatures =
        ModelNames.generation(request.model().model()) == ModelNames.Generation.LEVEL;
  }

  ArrayNode array() {
    ArrayNode contents = JSON.arrayNode();
    ArrayNode results = null; // of one turn of the model, which the API wants together
    for (Message message : request.messages()) {
      results = message.role() == Role.TOOL ? results : null;
      switch (message.role()) {
        case USER -> contents.add(content("user", userParts(message)));
        case ASSISTANT -> {
          ArrayNode parts = modelParts(message);
          if (!parts.isEmpty()) {
            contents.add(content("model", parts));
          }
        }
        case TOOL -> {
          if (results == null) {
            results = JSON.arrayNode();
            contents.add(content("user", results));
          }
          for (ToolResult result : message.parts(ToolResult.class)) {
            results.add(result(result));
            result.attachments().stream().map(this::file).forEach(results::add);
          }
        }
      }
    }
    return contents;
  }

  private static ObjectNode content(String role, ArrayNode parts) {
    ObjectNode content = JSON.objectNode().put("role", role);
    content.set("parts", parts);
    return content;
  }

  private ArrayNode userParts(Message message) {
    ArrayNode parts = JSON.arrayNode();
    for (Content part : message.content()) {
      switch (part) {
        case Content.Text(String text) -> parts.add(text(text));
        case Attachment file -> parts.add(file(file));
        case Content.Reasoning _, Content.Opaque _, ToolCall _, ToolResult _ -> {
          // Not a user's to say.
        }
      }
    }
    return parts.isEmpty() ? parts.add(text("")) : parts;
  }

  private ArrayNode modelParts(Message message) {
    ModelParts parts = new ModelParts(needsSignatures);
    for (Content part : message.content()) {
      switch (part) {
        case Content.Text(String text) -> parts.add(text(text), text.isEmpty());
        case Content.Reasoning(String thought, String _) ->
            parts.addThought(text(thought).put("thought", true));
        case Content.Opaque opaque -> parts.sign(opaque);
        case Attachment file -> parts.add(file(file), false);
        case ToolCall call -> {
          names.put(call.id(), call.name());
          parts.addCall(call(call));
        }
        case ToolResult _ -> {
          // Not a model's to say.
        }
      }
    }
    return parts.array();
  }

  private static ObjectNode text(String text) {
    return JSON.objectNode().put("text", text);
  }

  private ObjectNode file(Attachment file) {
    if (!file.mimeType().matches("(image|audio|video)/.*|application/pdf")) {
      return text(AttachmentText.of(file));
    }
    ObjectNode part = JSON.objectNode();
    part.putObject("inlineData").put("mimeType", file.mimeType()).put("data", files.base64(file));
    return part;
  }

  private static ObjectNode call(ToolCall call) {
    ObjectNode part = JSON.objectNode();
    identified(part.putObject("functionCall"), call.id())
        .put("name", call.name())
        .set("args", PartialCall.replayed(call.arguments()));
    return part;
  }

  private ObjectNode result(ToolResult result) {
    ObjectNode part = JSON.objectNode();
    identified(part.putObject("functionResponse"), result.callId())
        .put("name", names.getOrDefault(result.callId(), "unknown"))
        .putObject("response")
        .put(result.outcome() == ToolResult.Outcome.OK ? "output" : "error", result.text());
    return part;
  }

  /** A call goes back as it came: without an id where the model gave it none. */
  private static ObjectNode identified(ObjectNode target, String id) {
    return PartialCall.isOurs(id) ? target : target.put("id", id);
  }
}
