package dev.oxydra.types;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** Event payloads as JSON, in the journal and on the wire. */
public final class EventCodec {
  private static final TypeNames<EventPayload> NAMES =
      new TypeNames<>(
          Map.ofEntries(
              Map.entry("session.created", EventPayload.SessionCreated.class),
              Map.entry("turn.submitted", EventPayload.TurnSubmitted.class),
              Map.entry("turn.started", EventPayload.TurnStarted.class),
              Map.entry("turn.completed", EventPayload.TurnCompleted.class),
              Map.entry("turn.cancelled", EventPayload.TurnCancelled.class),
              Map.entry("turn.failed", EventPayload.TurnFailed.class),
              Map.entry("message.user", EventPayload.UserMessage.class),
              Map.entry("message.assistant", EventPayload.AssistantMessage.class),
              Map.entry("tool.call", EventPayload.ToolCalled.class),
              Map.entry("tool.result", EventPayload.ToolResulted.class),
              Map.entry("usage.recorded", EventPayload.UsageRecorded.class)));

  private EventCodec() {}

  /** The type's name, such as {@code turn.started}. */
  public static String type(EventPayload payload) {
    return payload instanceof EventPayload.Unknown unknown ? unknown.name() : NAMES.nameOf(payload);
  }

  /** The payload as JSON, without its type. */
  public static JsonNode write(EventPayload payload) {
    return payload instanceof EventPayload.Unknown unknown
        ? unknown.json()
        : Json.mapper().valueToTree(payload);
  }

  /**
   * The payload of a type; {@link EventPayload.Unknown} for a type that this version doesn't know.
   *
   * @throws IllegalArgumentException when the JSON is not of that type
   */
  public static EventPayload read(String type, JsonNode payload) {
    Class<? extends EventPayload> known = NAMES.classOf(type);
    if (known == null) {
      return new EventPayload.Unknown(type, payload);
    }
    try {
      return Json.mapper().treeToValue(payload, known);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "Not the payload of a " + type + " event: " + e.getOriginalMessage(), e);
    }
  }
}
