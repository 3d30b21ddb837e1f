package dev.oxydra.types;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.ServerFrame.SessionRef;
import dev.oxydra.types.ServerFrame.TurnRef;

/** Feature {@code tools}: what a turn thinks and does. */
public sealed interface ToolFrame extends ServerFrame {

  /** More of what the model thinks. */
  record ReasoningDelta(String requestId, SessionRef session, TurnRef turn, String delta)
      implements ToolFrame {}

  /** A tool is called: that is committed, and it is about to run. */
  record ToolCall(
      String requestId,
      SessionRef session,
      TurnRef turn,
      String callId,
      String name,
      JsonNode arguments,
      SafetyTier safetyTier)
      implements ToolFrame {}

  /** A running tool wrote something. */
  record ToolOutput(
      String requestId,
      SessionRef session,
      TurnRef turn,
      String callId,
      TurnUpdate.ToolOutput.Stream stream,
      String chunk)
      implements ToolFrame {}

  /**
   * A tool call ended.
   *
   * @param outcome added to {@code ok}: how it ended, in one word
   * @param preview the beginning of what the model is shown, at most 2000 characters
   * @param bytes the length of all of that, in UTF-8
   */
  record ToolResult(
      String requestId,
      SessionRef session,
      TurnRef turn,
      String callId,
      boolean ok,
      dev.oxydra.types.ToolResult.Outcome outcome,
      String preview,
      long bytes,
      long durationMs)
      implements ToolFrame {}
}
