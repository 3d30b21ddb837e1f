package dev.oxydra.runtime;

import dev.oxydra.types.Attachment;
import dev.oxydra.types.Content;
import dev.oxydra.types.Message;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.ToolResult;
import dev.oxydra.types.ToolSpec;
import java.util.List;

/** Counts the tokens of what a model is sent. */
@FunctionalInterface
interface TokenCounter {
  /** What a message, a call or a tool takes beside its text. */
  long OVERHEAD = 4;

  /**
   * What an image takes at most with the models that there are; see <a
   * href="https://docs.anthropic.com/en/docs/build-with-claude/vision">Anthropic</a>.
   */
  long IMAGE = 1600;

  /** Bytes of other files that take a token: those that are taken at all are mostly text. */
  long BYTES_A_TOKEN = 8;

  /** Without a tokenizer. */
  TokenCounter ESTIMATE = TokenCounter::estimate;

  long text(String text);

  /** A whole message. */
  default long message(Message message) {
    return OVERHEAD + message.content().stream().mapToLong(this::part).sum();
  }

  /** All of them. */
  default long messages(List<Message> messages) {
    return messages.stream().mapToLong(this::message).sum();
  }

  private long part(Content part) {
    return switch (part) {
      case Content.Text(String text) -> text(text);
      case Content.Reasoning reasoning -> text(reasoning.text());
      case Content.Opaque opaque -> text(opaque.data().toString());
      case Attachment file -> file(file);
      case ToolCall call -> OVERHEAD + text(call.name()) + text(call.arguments().toString());
      case ToolResult result ->
          OVERHEAD
              + text(result.text())
              + result.attachments().stream().mapToLong(TokenCounter::file).sum();
    };
  }

  private static long file(Attachment file) {
    return file.mimeType().startsWith("image/")
        ? IMAGE
        : IMAGE + file.data().length / BYTES_A_TOKEN;
  }

  /** What the model is told of tools. */
  default long tools(List<ToolSpec> tools) {
    return tools.stream()
        .mapToLong(tool ->
            OVERHEAD
                + text(tool.name())
                + text(tool.description())
                + text(tool.inputSchema().toString()))
        .sum();
  }

  /**
   * Four letters of English are a token, and two of most other alphabets; a sign of Chinese or an
   * emoji is one or more.
   */
  private static long estimate(String text) {
    long quarters = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        quarters += 1;
      } else if (c < 0x2E80) {
        quarters += 2;
      } else {
        quarters += 4;
      }
    }
    return (quarters + 3) / 4;
  }
}
