package dev.oxydra.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import dev.oxydra.provider.AttachmentText;
import dev.oxydra.provider.Inlined;
import dev.oxydra.provider.PartialCall;
import dev.oxydra.types.Attachment;
import dev.oxydra.types.Content;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.ProviderRoute;
import dev.oxydra.types.Role;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.ToolResult;
import dev.oxydra.types.ToolSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Our requests in LangChain4j's terms. */
final class ChatRequests {
  private final UserContents users;

  private ChatRequests(UserContents users) {
    this.users = users;
  }

  /**
   * A request.
   *
   * @param files takes those of its messages
   */
  static ChatRequest of(ProviderRoute route, ModelRequest request, Inlined files) {
    return new ChatRequests(new UserContents(files)).of(route, request);
  }

  private ChatRequest of(ProviderRoute route, ModelRequest request) {
    List<ChatMessage> messages = new ArrayList<>();
    if (!request.system().isBlank()) {
      messages.add(SystemMessage.from(request.system()));
    }
    addAll(request.messages(), messages);
    Map<String, Object> fields = ChatOptions.of(route, request);
    if (!request.tools().isEmpty()) {
      // Past LangChain4j's own tool type, which would rewrite the schemas.
      fields.put("tools", request.tools().stream().map(ChatRequests::tool).toList());
    }
    return ChatRequest.builder()
        .messages(messages)
        .parameters(OpenAiChatRequestParameters.builder().customParameters(fields).build())
        .build();
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

  /** The wire takes no files in results: they follow all results of an answer, as a user's. */
  private void addAll(List<Message> conversation, List<ChatMessage> target) {
    List<Content> files = new ArrayList<>();
    for (Message message : conversation) {
      if (message.role() != Role.TOOL) {
        addFiles(files, target);
      }
      add(message, target);
      message.parts(ToolResult.class).forEach(result -> files.addAll(filesOf(result)));
    }
    addFiles(files, target);
  }

  private static List<Content> filesOf(ToolResult result) {
    if (result.attachments().isEmpty()) {
      return List.of();
    }
    List<Content> files = new ArrayList<>(result.attachments());
    files.addFirst(new Content.Text("[Of the result of " + result.callId() + ":]"));
    return files;
  }

  private void addFiles(List<Content> files, List<ChatMessage> target) {
    if (!files.isEmpty()) {
      target.add(UserMessage.from(users.of(new Message(Role.USER, files))));
      files.clear();
    }
  }

  private void add(Message message, List<ChatMessage> target) {
    switch (message.role()) {
      case USER -> target.add(UserMessage.from(users.of(message)));
      case ASSISTANT -> {
        if (isSent(message)) {
          target.add(assistant(message));
        }
      }
      case TOOL ->
          message.parts(ToolResult.class).forEach(result -> target.add(toolResult(result)));
    }
  }

  /** One of a model that only thought is left out: it says nothing on this wire. */
  static boolean isSent(Message message) {
    return !text(message).isBlank() || !message.toolCalls().isEmpty();
  }

  /** What a model said, and which files: it can't be given those that it made. */
  private static String text(Message message) {
    List<String> texts = new ArrayList<>();
    if (!message.text().isEmpty()) {
      texts.add(message.text());
    }
    message.parts(Attachment.class).forEach(file -> texts.add(AttachmentText.of(file)));
    return String.join("\n\n", texts);
  }

  private static AiMessage assistant(Message message) {
    String text = text(message);
    String thoughts =
        message.parts(Content.Reasoning.class).stream()
            .map(Content.Reasoning::text)
            .collect(Collectors.joining());
    return AiMessage.builder()
        .text(text.isEmpty() ? null : text)
        // Only sent to those who want it; they want it of a model that did not think, too.
        .thinking(thoughts.isEmpty() ? " " : thoughts)
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
