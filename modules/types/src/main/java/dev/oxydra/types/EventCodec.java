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
              Map.entry("usage.recorded", EventPayload.UsageRecorded.class),
              Map.entry("time.recorded", EventPayload.TimeRecorded.class),
              Map.entry("session.renamed", EventPayload.SessionRenamed.class),
              Map.entry("session.archived", EventPayload.SessionArchived.class),
              Map.entry("session.forked", EventPayload.SessionForked.class),
              Map.entry("session.deleted", EventPayload.SessionDeleted.class),
              Map.entry("turn.edited", EventPayload.TurnEdited.class),
              Map.entry("turn.steered", EventPayload.TurnSteered.class),
              Map.entry("constraint.added", ConstraintEvent.Added.class),
              Map.entry("constraint.removed", ConstraintEvent.Removed.class),
              Map.entry("summary.written", EventPayload.SummaryWritten.class),
              Map.entry("approval.requested", ApprovalEvent.Requested.class),
              Map.entry("approval.resolved", ApprovalEvent.Resolved.class),
              Map.entry("approval.mode_changed", ApprovalModeChanged.class),
              Map.entry("note.saved", NoteEvent.Saved.class),
              Map.entry("note.updated", NoteEvent.Updated.class),
              Map.entry("note.deleted", NoteEvent.Deleted.class),
              Map.entry("schedule.created", ScheduleEvent.Created.class),
              Map.entry("schedule.changed", ScheduleEvent.Changed.class),
              Map.entry("schedule.deleted", ScheduleEvent.Deleted.class),
              Map.entry("schedule.fired", ScheduleEvent.Fired.class),
              Map.entry("schedule.skipped", ScheduleEvent.Skipped.class),
              Map.entry("schedule.finished", ScheduleEvent.Finished.class),
              Map.entry("actor.started", ActorEvent.Started.class),
              Map.entry("actor.stopped", ActorEvent.Stopped.class),
              Map.entry("actor.failed", ActorEvent.Failed.class),
              Map.entry("actor.escalated", ActorEvent.Escalated.class),
              Map.entry("notification.sent", NotificationEvent.Sent.class),
              Map.entry("notification.failed", NotificationEvent.Failed.class),
              Map.entry("checkpoint.created", CheckpointEvent.Created.class),
              Map.entry("checkpoint.failed", CheckpointEvent.Failed.class),
              Map.entry("checkpoint.restored", CheckpointEvent.Restored.class),
              Map.entry("memory.recalled", MemoryEvent.Recalled.class),
              Map.entry("memory.forgotten", MemoryEvent.Forgotten.class),
              Map.entry("scratchpad.written", MemoryEvent.ScratchpadWritten.class),
              Map.entry("channel.mapped", ChannelEvent.Mapped.class),
              Map.entry("channel.received", ChannelEvent.Received.class),
              Map.entry("channel.sending", ChannelEvent.Sending.class),
              Map.entry("channel.sent", ChannelEvent.Sent.class),
              Map.entry("channel.delivered", ChannelEvent.Delivered.class)));

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
