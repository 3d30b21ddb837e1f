package dev.oxydra.provider.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
 * href="https://platform.claude.com/docs/en/build-with-claude/streaming">events</a>, block by
 * block. It is whole when the reason why it stopped is known.
 */
final class PartialAnswer implements AnswerReader {
  private final PartialBlocks blocks;
  private final ObjectNode usage = JsonNodeFactory.instance.objectNode();
  private @Nullable FinishReason finish;

  PartialAnswer(Consumer<StreamEvent> sink) {
    this.blocks = new PartialBlocks(sink);
  }

  @Override
  public boolean finished() {
    return finish != null;
  }

  @Override
  public Next read(@Nullable String event, JsonNode data) throws MalformedAnswerException {
    switch (data.path("type").asText()) {
      case "message_start" -> count(data.path("message").path("usage"));
      case "content_block_start" ->
          blocks.start(data.path("index").asInt(), data.path("content_block"));
      case "content_block_delta" -> blocks.grow(data.path("index").asInt(), data.path("delta"));
      case "content_block_stop" -> blocks.stop(data.path("index").asInt());
      case "message_delta" -> {
        count(data.path("usage"));
        JsonNode reason = data.path("delta").path("stop_reason");
        if (reason.isTextual()) {
          finish = finishReason(reason.asText());
        }
      }
      case "message_stop" -> {
        return Next.END;
      }
      case "error" -> {
        return Next.FAILED;
      }
      default -> {
        // A ping, or something newer.
      }
    }
    return Next.READ_ON;
  }

  /** Counts grow: the last one stands. */
  private void count(JsonNode counts) {
    for (var field : counts.properties()) {
      if (field.getValue().isNumber()) {
        usage.set(field.getKey(), field.getValue());
      }
    }
  }

  @Override
  public Completion complete() throws MalformedAnswerException {
    if (finish == null) {
      throw new MalformedAnswerException("broke off its answer before the end");
    }
    Message message = new Message(Role.ASSISTANT, blocks.complete());
    // Some servers that speak this protocol say so though they call tools.
    FinishReason reason =
        finish == FinishReason.STOP && !message.toolCalls().isEmpty()
            ? FinishReason.TOOL_CALLS
            : finish;
    return new Completion(message, reason, usage());
  }

  private static FinishReason finishReason(String word) {
    return switch (word) {
      case "end_turn", "stop_sequence" -> FinishReason.STOP;
      case "tool_use" -> FinishReason.TOOL_CALLS;
      case "max_tokens", "model_context_window_exceeded" -> FinishReason.LENGTH;
      case "refusal" -> FinishReason.CONTENT_FILTER;
      default -> FinishReason.OTHER;
    };
  }

  private @Nullable Usage usage() {
    if (usage.isEmpty()) {
      return null;
    }
    long read = tokens("cache_read_input_tokens");
    long written = tokens("cache_creation_input_tokens");
    return new Usage(
        tokens("input_tokens") + read + written, tokens("output_tokens"), read, 0, written);
  }

  private long tokens(String field) {
    return Math.max(0, usage.path(field).asLong(0));
  }
}
