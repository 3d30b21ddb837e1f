package dev.oxydra.types;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An event that is to be appended; the journal gives it its sequence number, id and time.
 *
 * @param sessionId the session that it belongs to
 * @param turnId the turn that it belongs to, if any
 * @param actor who caused it: {@code user}, an agent's name, or {@code system}
 * @param payload what happened
 */
public record NewEvent(
    SessionId sessionId, @Nullable TurnId turnId, String actor, EventPayload payload) {
  public NewEvent {
    Objects.requireNonNull(sessionId, "session_id");
    Objects.requireNonNull(actor, "actor");
    Objects.requireNonNull(payload, "payload");
  }
}
