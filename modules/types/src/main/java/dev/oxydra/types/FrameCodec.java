package dev.oxydra.types;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Frames of the gateway protocol as text: {@code {"type": "…", "payload": {…}}}. */
public final class FrameCodec {
  private static final TypeNames<ClientFrame> CLIENT =
      new TypeNames<>(
          Map.ofEntries(
              Map.entry("hello", ClientFrame.Hello.class),
              Map.entry("send_turn", ClientFrame.SendTurn.class),
              Map.entry("cancel_active_turn", ClientFrame.CancelActiveTurn.class),
              Map.entry("cancel_all_active_turns", ClientFrame.CancelAllActiveTurns.class),
              Map.entry("health_check", ClientFrame.HealthCheck.class),
              Map.entry("create_session", ClientFrame.CreateSession.class),
              Map.entry("list_sessions", ClientFrame.ListSessions.class),
              Map.entry("switch_session", ClientFrame.SwitchSession.class),
              Map.entry("subscribe", ClientFrame.Subscribe.class),
              Map.entry("resolve_approval", ClientFrame.ResolveApproval.class),
              Map.entry("get_approval_mode", ClientFrame.GetApprovalMode.class),
              Map.entry("set_approval_mode", ClientFrame.SetApprovalMode.class),
              Map.entry("edit_queued_turn", QueueRequest.EditQueuedTurn.class),
              Map.entry("remove_queued_turn", QueueRequest.RemoveQueuedTurn.class),
              Map.entry("steer_turn", QueueRequest.SteerTurn.class),
              Map.entry("get_history", HistoryRequest.GetHistory.class),
              Map.entry("search_sessions", HistoryRequest.SearchSessions.class),
              Map.entry("rename_session", HistoryRequest.RenameSession.class),
              Map.entry("archive_session", HistoryRequest.ArchiveSession.class),
              Map.entry("delete_session", HistoryRequest.DeleteSession.class),
              Map.entry("fork_session", HistoryRequest.ForkSession.class),
              Map.entry("export_session", HistoryRequest.ExportSession.class),
              Map.entry("undo", UndoRequest.Undo.class),
              Map.entry("rewind", UndoRequest.Rewind.class),
              Map.entry("search_memory", MemoryRequest.SearchMemory.class),
              Map.entry("list_notes", MemoryRequest.ListNotes.class),
              Map.entry("forget", MemoryRequest.Forget.class),
              Map.entry("get_context", ContextRequest.GetContext.class),
              Map.entry("get_budget", ContextRequest.GetBudget.class),
              Map.entry("list_constraints", ContextRequest.ListConstraints.class),
              Map.entry("add_constraint", ContextRequest.AddConstraint.class),
              Map.entry("remove_constraint", ContextRequest.RemoveConstraint.class),
              Map.entry("get_usage", OverviewRequest.GetUsage.class),
              Map.entry("list_agents", OverviewRequest.ListAgents.class),
              Map.entry("list_models", OverviewRequest.ListModels.class),
              Map.entry("list_skills", OverviewRequest.ListSkills.class),
              Map.entry("list_running", OverviewRequest.ListRunning.class),
              Map.entry("list_schedules", OverviewRequest.ListSchedules.class),
              Map.entry("change_schedule", OverviewRequest.ChangeSchedule.class)));

  private static final TypeNames<ServerFrame> SERVER =
      new TypeNames<>(
          Map.ofEntries(
              Map.entry("hello_ack", ServerFrame.HelloAck.class),
              Map.entry("turn_started", ServerFrame.TurnStarted.class),
              Map.entry("assistant_delta", ServerFrame.AssistantDelta.class),
              Map.entry("turn_progress", ServerFrame.TurnProgress.class),
              Map.entry("turn_completed", ServerFrame.TurnCompleted.class),
              Map.entry("turn_cancelled", ServerFrame.TurnCancelled.class),
              Map.entry("media_attachment", ServerFrame.MediaAttachment.class),
              Map.entry("scheduled_notification", ServerFrame.ScheduledNotification.class),
              Map.entry("session_created", ServerFrame.SessionCreated.class),
              Map.entry("session_list", ServerFrame.SessionList.class),
              Map.entry("session_switched", ServerFrame.SessionSwitched.class),
              Map.entry("health_status", ServerFrame.HealthStatus.class),
              Map.entry("error", ServerFrame.Error.class),
              Map.entry("event", ServerFrame.Journalled.class),
              Map.entry("replay_complete", ServerFrame.ReplayComplete.class),
              Map.entry("usage_update", ServerFrame.UsageUpdate.class),
              Map.entry("reasoning_delta", ToolFrame.ReasoningDelta.class),
              Map.entry("tool_call", ToolFrame.ToolCall.class),
              Map.entry("tool_output", ToolFrame.ToolOutput.class),
              Map.entry("tool_result", ToolFrame.ToolResult.class),
              Map.entry("approval_requested", ApprovalFrame.ApprovalRequested.class),
              Map.entry("approval_resolved", ApprovalFrame.ApprovalResolved.class),
              Map.entry("approval_mode", ApprovalFrame.ApprovalModeIs.class),
              Map.entry("queue_updated", QueueFrame.QueueUpdated.class),
              Map.entry("turn_steered", QueueFrame.TurnSteered.class),
              Map.entry("history", HistoryFrame.History.class),
              Map.entry("search_results", HistoryFrame.SearchResults.class),
              Map.entry("session_renamed", HistoryFrame.SessionRenamed.class),
              Map.entry("session_archived", HistoryFrame.SessionArchived.class),
              Map.entry("session_deleted", HistoryFrame.SessionDeleted.class),
              Map.entry("session_forked", HistoryFrame.SessionForked.class),
              Map.entry("export_chunk", HistoryFrame.ExportChunk.class),
              Map.entry("files_restored", FilesRestored.class),
              Map.entry("memory_results", MemoryFrame.MemoryResults.class),
              Map.entry("note_list", MemoryFrame.NoteList.class),
              Map.entry("memory_forgotten", MemoryFrame.MemoryForgotten.class),
              Map.entry("context", ContextFrame.Context.class),
              Map.entry("budget", ContextFrame.Budget.class),
              Map.entry("constraint_list", ContextFrame.ConstraintList.class),
              Map.entry("usage_report", OverviewFrame.UsageReport.class),
              Map.entry("agent_list", OverviewFrame.AgentList.class),
              Map.entry("model_list", OverviewFrame.ModelList.class),
              Map.entry("skill_list", OverviewFrame.SkillList.class),
              Map.entry("running_list", OverviewFrame.RunningList.class),
              Map.entry("schedule_list", OverviewFrame.ScheduleList.class)));

  private FrameCodec() {}

  public static String encode(ClientFrame frame) {
    return Json.write(new Envelope<>(CLIENT.nameOf(frame), frame));
  }

  public static String encode(ServerFrame frame) {
    return Json.write(new Envelope<>(SERVER.nameOf(frame), frame));
  }

  /**
   * Reads what a client sent.
   *
   * @throws FrameException when it is not a frame, and why
   */
  public static ClientFrame decodeClient(String text) {
    return decode(text, CLIENT);
  }

  /**
   * Reads what a server sent.
   *
   * @throws FrameException when it is not a frame that this version knows, and why
   */
  public static ServerFrame decodeServer(String text) {
    return decode(text, SERVER);
  }

  private static <T> T decode(String text, TypeNames<T> names) {
    JsonNode frame = parse(text);
    JsonNode payload = frame.path("payload");
    String requestId = payload.path("request_id").textValue();
    String type = frame.path("type").textValue();
    if (type == null) {
      throw missing(requestId, "type");
    }
    Class<? extends T> known = names.classOf(type);
    if (known == null) {
      throw new FrameException(
          FrameException.Kind.UNKNOWN_TYPE,
          requestId,
          "There is no frame of type '" + type + "'",
          null);
    }
    if (!payload.isObject()) {
      throw missing(null, "payload");
    }
    try {
      return Json.mapper().treeToValue(payload, known);
    } catch (JsonProcessingException e) {
      throw invalid(requestId, e);
    }
  }

  private static JsonNode parse(String text) {
    try {
      JsonNode frame = Json.mapper().readTree(text);
      if (frame.getNodeType() != JsonNodeType.OBJECT) {
        throw new FrameException(
            FrameException.Kind.MALFORMED_JSON, null, "A frame must be a JSON object", null);
      }
      return frame;
    } catch (JsonProcessingException e) {
      throw new FrameException(
          FrameException.Kind.MALFORMED_JSON, null, "Malformed JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static FrameException missing(@Nullable String requestId, String field) {
    return new FrameException(
        FrameException.Kind.MISSING_FIELD, requestId, "Missing field '" + field + "'", null);
  }

  private static FrameException invalid(@Nullable String requestId, JsonProcessingException e) {
    JsonProblem problem = JsonProblem.of(e);
    return new FrameException(
        problem.reason() == null
            ? FrameException.Kind.MISSING_FIELD
            : FrameException.Kind.INVALID_FIELD,
        requestId,
        problem.message("payload."),
        problem.reason() == null ? null : e);
  }

  private record Envelope<T>(String type, T payload) {}
}
