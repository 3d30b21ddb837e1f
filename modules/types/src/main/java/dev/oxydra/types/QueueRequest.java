package dev.oxydra.types;

import java.util.Objects;

/** Feature {@code queue}: what a client may ask about turns that wait or run. */
public sealed interface QueueRequest extends ClientFrame {

  SessionId sessionId();

  TurnId turnId();

  /** Changes the prompt of a turn that waits. */
  record EditQueuedTurn(String requestId, SessionId sessionId, TurnId turnId, String prompt)
      implements QueueRequest {
    public EditQueuedTurn {
      Objects.requireNonNull(requestId, "request_id");
      Objects.requireNonNull(sessionId, "session_id");
      Objects.requireNonNull(turnId, "turn_id");
      Objects.requireNonNull(prompt, "prompt");
    }
  }

  /** Cancels a turn that waits. */
  record RemoveQueuedTurn(String requestId, SessionId sessionId, TurnId turnId)
      implements QueueRequest {
    public RemoveQueuedTurn {
      Objects.requireNonNull(requestId, "request_id");
      Objects.requireNonNull(sessionId, "session_id");
      Objects.requireNonNull(turnId, "turn_id");
    }
  }

  /** Puts a message before the running turn's next provider call. */
  record SteerTurn(String requestId, SessionId sessionId, TurnId turnId, String prompt)
      implements QueueRequest {
    public SteerTurn {
      Objects.requireNonNull(requestId, "request_id");
      Objects.requireNonNull(sessionId, "session_id");
      Objects.requireNonNull(turnId, "turn_id");
      Objects.requireNonNull(prompt, "prompt");
    }
  }
}
