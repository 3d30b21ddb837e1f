package dev.oxydra.types;

import java.util.Objects;

/**
 * Feature {@code context}: what a client may ask about what the model is sent, what that may cost,
 * and what holds in every turn.
 */
public sealed interface ContextRequest extends ClientFrame {

  /** What the session's model would be sent now. */
  record GetContext(String requestId, SessionId sessionId) implements ContextRequest {
    public GetContext {
      Objects.requireNonNull(requestId, "request_id");
      Objects.requireNonNull(sessionId, "session_id");
    }
  }

  /** What was spent by a session, and by all of them today. */
  record GetBudget(String requestId, SessionId sessionId) implements ContextRequest {
    public GetBudget {
      Objects.requireNonNull(requestId, "request_id");
      Objects.requireNonNull(sessionId, "session_id");
    }
  }

  /** The standing constraints. */
  record ListConstraints(String requestId) implements ContextRequest {
    public ListConstraints {
      Objects.requireNonNull(requestId, "request_id");
    }
  }

  /**
   * Sets one more standing constraint.
   *
   * @param text 1 to {@link Constraint#MAX_LENGTH} characters
   */
  record AddConstraint(String requestId, String text) implements ContextRequest {
    public AddConstraint {
      Objects.requireNonNull(requestId, "request_id");
      Objects.requireNonNull(text, "text");
    }
  }

  /** Takes one back. */
  record RemoveConstraint(String requestId, String constraintId) implements ContextRequest {
    public RemoveConstraint {
      Objects.requireNonNull(requestId, "request_id");
      Objects.requireNonNull(constraintId, "constraint_id");
    }
  }
}
