package dev.oxydra.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.oxydra.types.SessionId;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnId;
import java.util.UUID;

/**
 * The names of what is made for a call that delegates. They follow from the call, so that a parent
 * that goes on after a restart finds the same child.
 */
final class Children {
  private Children() {}

  /** The child's session. */
  static SessionId session(SessionId parent, TurnId turn, String callId) {
    String call = String.join("\n", parent.value(), turn.value(), callId);
    return new SessionId(UUID.nameUUIDFromBytes(call.getBytes(UTF_8)).toString());
  }

  /** The turn that a child is made for, which has its session's id. Others may follow. */
  static TurnId turn(SessionId child) {
    return new TurnId(child.value());
  }

  /** Whether this is the turn that a child was made for. */
  static boolean isFirst(Turn turn) {
    return turn.id().equals(turn(turn.sessionId()));
  }
}
