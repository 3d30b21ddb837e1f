package dev.oxydra.types;

import java.util.Objects;

/**
 * What the user wants of every turn, such as "never delete mail without asking". It stands outside
 * of all conversations, in a session of its own, so that nothing that shortens them touches it.
 */
public sealed interface ConstraintEvent extends EventPayload {
  /** The session of these events, which no client joins. */
  SessionId SESSION = new SessionId("constraints");

  /** Which constraint: a UUIDv7. */
  String constraintId();

  /** It holds from now on. */
  record Added(String constraintId, String text) implements ConstraintEvent {
    public Added {
      Objects.requireNonNull(constraintId, "constraint_id");
      Objects.requireNonNull(text, "text");
    }
  }

  /** It holds no more. */
  record Removed(String constraintId) implements ConstraintEvent {
    public Removed {
      Objects.requireNonNull(constraintId, "constraint_id");
    }
  }
}
