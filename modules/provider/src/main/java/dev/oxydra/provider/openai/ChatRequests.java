package dev.oxydra.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import dev.oxydra.provider.AttachedText;
import dev.oxydra.provider.Inlined;
import dev.oxydra.provider.PartialCall;
import dev.oxydra.types.Attachment;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.ToolResult;
import dev.oxydra.types.ToolSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Our requests in LangChain4j's terms. */
final class ChatRequests {
  // The type is put into JSON as it is.
  private static final Pattern IMAGE = Pattern.compile("image/[A-Za-z0-9.+-]+");

  private final Inlined files;

  private ChatRequests(Inlined files) {
    this.files = files;
  }

  /**
   * A request.
   *
   * @param files takes those of its messages
   */
  static ChatRequest of(ModelRequest request, Inlined files) {
    return new ChatRequests(files).of(request);
  }

  private ChatRequest of(ModelRequest request) {
    List<ChatMessage> messages = new ArrayList<>();
    if (!request.system().isBlank()) {
      messages.add(SystemMessage.from(request.system()));
    }
    request.messages().forEach(message -> add(message, messages));
    return ChatRequest.builder()
        .messages(messages)
        .parameters(
            OpenAiChatRequestParameters.builder().customParameters(tools(request.tools())).build())
        .build();
  }

  /** Past LangChain4j's own tool type, which would rewrite the schemas. */
  private static Map<String, Object> tools(List<ToolSpec> specs) {
    return specs.isEmpty()
        ? Map.of()
        : Map.of("tools", specs.stream().map(ChatRequests::tool).toList());
  }

  private static JsonNode tool(ToolSpec spec) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    return json.objectNode()
        .put("type", "function")
        .set(
            "function",
            json.objectNode()
                .put("name", spec.name())
                .put("description", spec.description())
                .set("parameters", spec.inputSchema()));
  }

  private void add(Message message, List<ChatMessage> target) {
    switch (message.role()) {
      case USER -> target.add(user(message));
      case ASSISTANT -> {
        // One that only thought is left out: it says nothing on this wire.
        if (!message.text().isBlank() || !message.toolCalls().isEmpty()) {
          target.add(assistant(message));
        }
      }
      case TOOL ->
          message.parts(ToolResult.class).forEach(result -> target.add(toolResult(result)));
    }
  }

  private UserMessage user(Message message) {
    List<Content> parts = new ArrayList<>();
    for (dev.oxydra.types.Content part : message.content()) {
      switch (part) {
        case dev.oxydra.types.Content.Text(String text) -> parts.add(TextContent.from(text));
        case Attachment attachment -> parts.add(attachment(attachment));
        case dev.oxydra.types.Content.Reasoning _,
            dev.oxydra.types.Content.Opaque _,
            ToolCall _,
            ToolResult _ -> {
          // Not a user's to say.
        }
      }
    }
    return UserMessage.from(parts.isEmpty() ? List.of(TextContent.from("")) : parts);
  }

  private Content attachment(Attachment attachment) {
    String type = attachment.mimeType();
    if (IMAGE.matcher(type).matches()) {
      return ImageContent.from(files.dataUrl(attachment), ImageContent.DetailLevel.AUTO);
    }
    return TextContent.from(AttachedText.of(attachment));
  }

  private static AiMessage assistant(Message message) {
    AiMessage.Builder builder = AiMessage.builder();
    if (!message.text().isEmpty()) {
      builder.text(message.text());
    }
    return builder
        .toolExecutionRequests(message.toolCalls().stream().map(ChatRequests::call).toList())
        .build();
  }

  private static ToolExecutionRequest call(ToolCall call) {
    return ToolExecutionRequest.builder()
        .id(call.id())
        .name(call.name())
        .arguments(PartialCall.replayed(call.arguments()).toString())
        .build();
  }

  private static ToolExecutionResultMessage toolResult(ToolResult result) {
    // The wire has no place for the tool's name: the call's id is enough.
    return ToolExecutionResultMessage.from(result.callId(), "tool", result.text());
  }
}
