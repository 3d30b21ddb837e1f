package dev.oxydra.types;

import java.util.Objects;

/** The call that a tool runs for. */
public record ToolContext(SessionId sessionId, TurnId turnId, String callId) {
  public ToolContext {
    Objects.requireNonNull(sessionId, "session_id");
    Objects.requireNonNull(turnId, "turn_id");
    Objects.requireNonNull(callId, "call_id");
  }
}
