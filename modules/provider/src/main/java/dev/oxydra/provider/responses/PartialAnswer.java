package dev.oxydra.provider.responses;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.provider.AnswerReader;
import dev.oxydra.provider.MalformedAnswerException;
import dev.oxydra.types.Completion;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Message;
import dev.oxydra.types.Role;
import dev.oxydra.types.StreamEvent;
import dev.oxydra.types.Usage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An answer that grows by <a
 * href="https://platform.openai.com/docs/api-reference/responses-streaming">events</a>, item by
 * item. It is whole when the server says that it is completed, or why it isn't.
 */
final class PartialAnswer implements AnswerReader {
  private final PartialItems items;
  private @Nullable JsonNode response;

  PartialAnswer(Consumer<StreamEvent> sink) {
    this.items = new PartialItems(sink);
  }

  @Override
  public boolean finished() {
    return response != null;
  }

  /** The id under which the server keeps the answer; null where it doesn't, or not all of it. */
  @Nullable String keptAs() {
    return response != null && isCompleted(response) && response.path("id").isTextual()
        ? response.path("id").asText()
        : null;
  }

  @Override
  public Next read(@Nullable String event, JsonNode data) throws MalformedAnswerException {
    String type = data.path("type").asText(event == null ? "" : event);
    switch (type) {
      case "response.completed", "response.incomplete" -> {
        response = data.path("response");
        items.addMissing(response.path("output"));
        return Next.END;
      }
      case "response.failed", "error" -> {
        return Next.FAILED;
      }
      default -> items.read(type, data);
    }
    return Next.READ_ON;
  }

  @Override
  public Completion complete() throws MalformedAnswerException {
    if (response == null) {
      throw new MalformedAnswerException("broke off its answer before the end");
    }
    Message message = new Message(Role.ASSISTANT, items.complete());
    return new Completion(message, finishReason(message, response), usage(response.path("usage")));
  }

  private static boolean isCompleted(JsonNode response) {
    return response.path("status").asText().equals("completed");
  }

  private static FinishReason finishReason(Message message, JsonNode response) {
    if (isCompleted(response)) {
      return message.toolCalls().isEmpty() ? FinishReason.STOP : FinishReason.TOOL_CALLS;
    }
    return switch (response.path("incomplete_details").path("reason").asText()) {
      case "max_output_tokens" -> FinishReason.LENGTH;
      case "content_filter" -> FinishReason.CONTENT_FILTER;
      default -> FinishReason.OTHER;
    };
  }

  private static @Nullable Usage usage(JsonNode usage) {
    return usage.isObject()
        ? new Usage(
            count(usage.path("input_tokens")),
            count(usage.path("output_tokens")),
            count(usage.path("input_tokens_details").path("cached_tokens")),
            count(usage.path("output_tokens_details").path("reasoning_tokens")))
        : null;
  }

  private static long count(JsonNode tokens) {
    return Math.max(0, tokens.asLong(0));
  }
}
