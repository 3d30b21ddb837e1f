package dev.oxydra.memory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.oxydra.types.Content;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.Message;
import dev.oxydra.types.NoteEvent;
import dev.oxydra.types.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Payloads without what was forgotten. */
final class Redaction {
  private Redaction() {}

  /** Without its text; what is no text of a person or the model stays. */
  static EventPayload whole(EventPayload payload) {
    return switch (payload) {
      case EventPayload.UserMessage(Message message) ->
          new EventPayload.UserMessage(whole(message));
      case EventPayload.AssistantMessage it ->
          new EventPayload.AssistantMessage(
              whole(it.message()), it.finishReason(), it.interrupted());
      case EventPayload.TurnSubmitted it ->
          new EventPayload.TurnSubmitted(MemoryEvent.FORGOTTEN, List.of(), it.selection());
      case EventPayload.TurnEdited it -> new EventPayload.TurnEdited(MemoryEvent.FORGOTTEN);
      case EventPayload.TurnSteered it -> new EventPayload.TurnSteered(MemoryEvent.FORGOTTEN);
      case EventPayload.SummaryWritten it ->
          new EventPayload.SummaryWritten(MemoryEvent.FORGOTTEN, it.upToSeq());
      case NoteEvent.Saved it ->
          new NoteEvent.Saved(
              it.noteId(),
              MemoryEvent.FORGOTTEN,
              List.of(),
              it.supersedes(),
              it.contradicts(),
              it.origin(),
              it.createdAt());
      case NoteEvent.Updated it ->
          new NoteEvent.Updated(it.noteId(), MemoryEvent.FORGOTTEN, List.of(), it.origin());
      default -> payload;
    };
  }

  /** Calls stay, as their results do; files and thoughts go with the text. */
  private static Message whole(Message message) {
    List<Content> content = new ArrayList<>();
    content.add(new Content.Text(MemoryEvent.FORGOTTEN));
    content.addAll(message.parts(ToolCall.class));
    return new Message(message.role(), content);
  }

  /** With a mark in place of these texts, wherever they are in a value. */
  static JsonNode without(List<String> texts, JsonNode value) {
    return switch (value) {
      case TextNode text -> TextNode.valueOf(without(texts, text.textValue()));
      case ObjectNode object -> {
        ObjectNode copy = object.objectNode();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
          copy.set(field.getKey(), without(texts, field.getValue()));
        }
        yield copy;
      }
      case ArrayNode array -> {
        ArrayNode copy = array.arrayNode();
        array.forEach(element -> copy.add(without(texts, element)));
        yield copy;
      }
      default -> value;
    };
  }

  private static String without(List<String> texts, String value) {
    String left = value;
    for (String text : texts) {
      left = left.replace(text, MemoryEvent.FORGOTTEN);
    }
    return left;
  }
}
