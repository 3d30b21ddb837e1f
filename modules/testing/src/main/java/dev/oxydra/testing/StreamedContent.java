package dev.oxydra.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.oxydra.types.Attachment;
import dev.oxydra.types.Content;
import dev.oxydra.types.Json;
import dev.oxydra.types.StreamEvent;
import dev.oxydra.types.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What was streamed, put together: pieces of one kind joined, the calls last, by index. */
final class StreamedContent {
  private final StringBuilder reasoning = new StringBuilder();
  private final StringBuilder text = new StringBuilder();
  private final Map<Integer, StreamEvent.ToolCallDelta> calls = new TreeMap<>();

  private StreamedContent() {}

  static List<Content> of(List<StreamEvent> events) {
    StreamedContent all = new StreamedContent();
    events.forEach(all::add);
    return all.content();
  }

  /** What of an answer is streamed: all but files and what only its provider understands. */
  static List<Content> ofAnswer(List<Content> content) {
    List<Content> streamed = new ArrayList<>();
    for (Content part : content) {
      switch (part) {
        case Content.Reasoning(String thought, var signature) ->
            streamed.add(new Content.Reasoning(thought, null));
        case Content.Text said -> streamed.add(said);
        case ToolCall call -> streamed.add(call);
        case Content.Opaque _, Attachment _, dev.oxydra.types.ToolResult _ -> {}
      }
    }
    return streamed;
  }

  private void add(StreamEvent event) {
    switch (event) {
      case StreamEvent.ReasoningDelta(String piece) -> reasoning.append(piece);
      case StreamEvent.TextDelta(String piece) -> text.append(piece);
      case StreamEvent.ToolCallDelta call -> calls.merge(call.index(), call, StreamedContent::join);
      case StreamEvent.Retry retry -> throw new AssertionError("asked again: " + retry);
    }
  }

  private static StreamEvent.ToolCallDelta join(
      StreamEvent.ToolCallDelta first, StreamEvent.ToolCallDelta second) {
    return new StreamEvent.ToolCallDelta(
        first.index(), second.id(), second.name(), first.arguments() + second.arguments());
  }

  private List<Content> content() {
    List<Content> content = new ArrayList<>();
    if (!reasoning.isEmpty()) {
      content.add(new Content.Reasoning(reasoning.toString(), null));
    }
    if (!text.isEmpty()) {
      content.add(new Content.Text(text.toString()));
    }
    for (StreamEvent.ToolCallDelta call : calls.values()) {
      content.add(
          new ToolCall(
              Objects.requireNonNull(call.id(), "id"),
              Objects.requireNonNull(call.name(), "name"),
              arguments(call.arguments())));
    }
    return content;
  }

  private static JsonNode arguments(String text) {
    if (text.isBlank()) {
      return JsonNodeFactory.instance.objectNode();
    }
    try {
      return Json.mapper().readTree(text);
    } catch (JsonProcessingException e) {
      return TextNode.valueOf(text); // as a provider reports it
    }
  }
}
