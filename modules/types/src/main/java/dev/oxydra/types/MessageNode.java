package dev.oxydra.types;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message in the tree of those that a conversation has had.
 *
 * @param seq its event
 * @param parent the message that it follows; null for a session's first
 * @param turnId the turn that it belongs to
 * @param text its text, without its files
 */
public record MessageNode(
    long seq,
    @Nullable Long parent,
    SessionId sessionId,
    @Nullable TurnId turnId,
    Instant ts,
    Role role,
    String text) {
  public MessageNode {
    Objects.requireNonNull(sessionId, "session_id");
    Objects.requireNonNull(ts, "ts");
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(text, "text");
  }

  /** The same, with another text. */
  public MessageNode saying(String other) {
    return new MessageNode(seq, parent, sessionId, turnId, ts, role, other);
  }
}
