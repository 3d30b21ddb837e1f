package dev.oxydra.types;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What became of an agent that another one delegated to, in the parent's session, or of a part of
 * the guest.
 */
public sealed interface ActorEvent extends EventPayload {

  /** The child's session; null where it isn't one. */
  @Nullable SessionId child();

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

  /**
   * A child can't go on by itself.
   *
   * @param child its session, where an agent asks its user something; else null
   * @param actor the part of the guest that has failed too often, see {@link ChildSpec#id}; null
   *     where an agent asks
   */
  record Escalated(@Nullable SessionId child, @Nullable String actor, String message)
      implements ActorEvent {
    public Escalated {
      Objects.requireNonNull(message, "message");
    }
  }
}
