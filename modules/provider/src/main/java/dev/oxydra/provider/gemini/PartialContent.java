package dev.oxydra.provider.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.provider.MalformedAnswerException;
import dev.oxydra.provider.PartialCall;
import dev.oxydra.types.Attachment;
import dev.oxydra.types.Content;
import dev.oxydra.types.StreamEvent;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;

/**
 * The parts of an answer as far as they have come. Pieces of text are joined, but not those with a
 * signature, which belongs to its piece alone.
 */
final class PartialContent {
  private final Consumer<StreamEvent> sink;
  private final List<Content> content = new ArrayList<>();
  private final StringBuilder open = new StringBuilder();
  private boolean openIsThought;
  private int calls;

  PartialContent(Consumer<StreamEvent> sink) {
    this.sink = sink;
  }

  /** Whether there are tool calls in it. */
  boolean calls() {
    return calls > 0;
  }

  /** Takes the next <a href="https://ai.google.dev/api/caching#Part">part</a>. */
  void add(JsonNode part) throws MalformedAnswerException {
    String signature = part.path(Signature.FIELD).asText("");
    boolean thought = part.path("thought").asBoolean(false);
    if (part.path("text").isTextual()) {
      addText(part.path("text").asText(), thought, signature);
    } else if (part.path("functionCall").isObject()) {
      addCall(part.path("functionCall"), signature);
    } else if (part.path("inlineData").isObject()) {
      // An image that is thought of is a draft.
      if (!thought) {
        addFile(part.path("inlineData"), signature);
      }
    } else if (!signature.isEmpty()) {
      addText("", false, signature);
    }
  }

  private void addText(String text, boolean thought, String signature) {
    if (!text.isEmpty()) {
      sink.accept(thought ? new StreamEvent.ReasoningDelta(text) : new StreamEvent.TextDelta(text));
    }
    if (signature.isEmpty()) {
      if (thought != openIsThought) {
        close();
      }
      openIsThought = thought;
      open.append(text);
    } else if (text.isEmpty() && !thought) {
      close();
      content.add(Signature.alone(signature));
    } else {
      addSigned(said(text, thought), signature);
    }
  }

  private static Content said(String text, boolean thought) {
    return thought ? new Content.Reasoning(text, null) : new Content.Text(text);
  }

  /** Whatever comes next is a part of its own. */
  private void close() {
    if (!open.isEmpty()) {
      content.add(said(open.toString(), openIsThought));
      open.setLength(0);
    }
  }

  private void addCall(JsonNode function, String signature) throws MalformedAnswerException {
    PartialCall call = new PartialCall(calls++, sink);
    JsonNode arguments = function.path("args");
    call.add(
        function.path("id").asText(""),
        function.path("name").asText(""),
        arguments.isObject() && !arguments.isEmpty() ? arguments.toString() : "");
    addSigned(call.complete(), signature);
  }

  private void addFile(JsonNode file, String signature) throws MalformedAnswerException {
    String type = file.path("mimeType").asText("");
    if (!type.contains("/")) {
      throw new MalformedAnswerException("sent a file without its type");
    }
    try {
      byte[] data = Base64.getDecoder().decode(file.path("data").asText(""));
      addSigned(new Attachment(type, data), signature);
    } catch (IllegalArgumentException e) {
      throw new MalformedAnswerException("sent a file that is not base64");
    }
  }

  private void addSigned(Content part, String signature) {
    close();
    if (!signature.isEmpty()) {
      content.add(Signature.of(signature));
    }
    content.add(part);
  }

  List<Content> complete() {
    close();
    return List.copyOf(content);
  }
}
