package dev.oxydra.types;

import java.util.List;
import java.util.Objects;

/** Feature {@code context}: the answers to a {@link ContextRequest}. */
public sealed interface ContextFrame extends ServerFrame {

  /** What the session's model would be sent now. */
  record Context(String requestId, SessionId sessionId, ContextShares context)
      implements ContextFrame {
    public Context {
      Objects.requireNonNull(requestId, "request_id");
      Objects.requireNonNull(sessionId, "session_id");
      Objects.requireNonNull(context, "context");
    }
  }

  /** What was spent, of what. */
  record Budget(String requestId, SessionId sessionId, List<BudgetStatus> budgets)
      implements ContextFrame {
    public Budget {
      Objects.requireNonNull(requestId, "request_id");
      Objects.requireNonNull(sessionId, "session_id");
      budgets = List.copyOf(budgets);
    }
  }

  /** The standing constraints, the oldest first; also the answer to a change of them. */
  record ConstraintList(String requestId, List<Constraint> constraints) implements ContextFrame {
    public ConstraintList {
      Objects.requireNonNull(requestId, "request_id");
      constraints = List.copyOf(constraints);
    }
  }
}
