package dev.oxydra.provider.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.provider.MalformedAnswerException;
import dev.oxydra.provider.PartialCall;
import dev.oxydra.types.Content;
import dev.oxydra.types.StreamEvent;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One block of an answer, as far as it has come. */
interface PartialBlock {
  /** Of a type that isn't known here. */
  PartialBlock UNKNOWN = _ -> {};

  /** Takes the fields of the block's beginning, or of a delta, which have the same names. */
  void take(JsonNode fields);

  /** Hears that nothing more comes. */
  default void stop() {}

  /** The whole block; null where it says nothing. */
  default @Nullable Content complete() throws MalformedAnswerException {
    return null;
  }

  /** Words for people. */
  record Text(Consumer<StreamEvent> sink, StringBuilder text) implements PartialBlock {
    Text(Consumer<StreamEvent> sink) {
      this(sink, new StringBuilder());
    }

    @Override
    public void take(JsonNode fields) {
      String piece = fields.path("text").asText("");
      if (!piece.isEmpty()) {
        text.append(piece);
        sink.accept(new StreamEvent.TextDelta(piece));
      }
    }

    @Override
    public @Nullable Content complete() {
      return text.isEmpty() ? null : new Content.Text(text.toString());
    }
  }

  /** What the model thought. Its text may be withheld; the signature stands for it. */
  record Thought(Consumer<StreamEvent> sink, StringBuilder text, StringBuilder signature)
      implements PartialBlock {
    Thought(Consumer<StreamEvent> sink) {
      this(sink, new StringBuilder(), new StringBuilder());
    }

    @Override
    public void take(JsonNode fields) {
      String piece = fields.path("thinking").asText("");
      if (!piece.isEmpty()) {
        text.append(piece);
        sink.accept(new StreamEvent.ReasoningDelta(piece));
      }
      signature.append(fields.path("signature").asText(""));
    }

    @Override
    public @Nullable Content complete() {
      String signed = signature.isEmpty() ? null : signature.toString();
      return signed == null && text.isEmpty()
          ? null
          : new Content.Reasoning(text.toString(), signed);
    }
  }

  /** A thought that nobody but the provider can read. */
  record Redacted(JsonNode block) implements PartialBlock {
    @Override
    public void take(JsonNode fields) {
      // It comes whole.
    }

    @Override
    public Content complete() {
      return new Content.Opaque(Conversation.PROTOCOL, block);
    }
  }

  /**
   * A tool call.
   *
   * @param input its arguments, with a server that doesn't stream them
   */
  record Call(PartialCall call, JsonNode input) implements PartialBlock {
    @Override
    public void take(JsonNode fields) {
      call.add(
          fields.path("id").asText(""),
          fields.path("name").asText(""),
          fields.path("partial_json").asText(""));
    }

    @Override
    public void stop() {
      if (!call.hasArguments() && !input.isEmpty()) {
        call.add(null, null, input.toString());
      }
    }

    @Override
    public Content complete() throws MalformedAnswerException {
      return call.complete();
    }
  }
}
