package dev.oxydra.types;

import java.util.Objects;

/** Feature {@code undo}: what a client may ask about the files in {@code /shared}. */
public sealed interface UndoRequest extends ClientFrame {

  SessionId sessionId();

  /** Brings them back to what they were before the session's last turn that changed something. */
  record Undo(String requestId, SessionId sessionId) implements UndoRequest {
    public Undo {
      Objects.requireNonNull(requestId, "request_id");
      Objects.requireNonNull(sessionId, "session_id");
    }
  }

  /**
   * Brings them back to what they were before a turn.
   *
   * @param turnId that turn, or the {@code saved_as} of an earlier answer
   */
  record Rewind(String requestId, SessionId sessionId, TurnId turnId) implements UndoRequest {
    public Rewind {
      Objects.requireNonNull(requestId, "request_id");
      Objects.requireNonNull(sessionId, "session_id");
      Objects.requireNonNull(turnId, "turn_id");
    }
  }
}
