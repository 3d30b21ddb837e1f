package dev.oxydra.types;

import java.util.Objects;

/** What became of an agent that another one delegated to; an event of the parent's session. */
public sealed interface ActorEvent extends EventPayload {

  /** The child's session. */
  SessionId child();

  /**
   * A child began.
   *
   * @param goal what it was told to do
   */
  record Started(SessionId child, String agentName, String goal) implements ActorEvent {
    public Started {
      Objects.requireNonNull(child, "child");
      Objects.requireNonNull(agentName, "agent_name");
      Objects.requireNonNull(goal, "goal");
    }
  }

  /** A child has done what it was told, or was told to stop. */
  record Stopped(SessionId child, String result) implements ActorEvent {
    public Stopped {
      Objects.requireNonNull(child, "child");
      Objects.requireNonNull(result, "result");
    }
  }

  /**
   * A child failed.
   *
   * @param reason a stable snake_case word
   */
  record Failed(SessionId child, String reason, String message) implements ActorEvent {
    public Failed {
      Objects.requireNonNull(child, "child");
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(message, "message");
    }
  }

  /** A child can't go on by itself. */
  record Escalated(SessionId child, String message) implements ActorEvent {
    public Escalated {
      Objects.requireNonNull(child, "child");
      Objects.requireNonNull(message, "message");
    }
  }
}
