package dev.oxydra.types;

import java.util.Objects;

/**
 * An answer of the user that is for later calls too.
 *
 * @param sessionId where it was given
 * @param request what was asked
 * @param decision {@code ALLOW_SESSION} or {@code ALLOW_ALWAYS}
 */
public record Grant(
    SessionId sessionId, ApprovalEvent.Requested request, ApprovalEvent.Decision decision) {
  public Grant {
    Objects.requireNonNull(sessionId, "session_id");
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(decision, "decision");
  }
}
