package dev.oxydra.types;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One committed row of the journal.
 *
 * @param seq its place in the journal, from 1, growing; gaps within one session are ordinary, as
 *     all sessions share it
 * @param id a UUIDv7
 * @param ts when it was appended
 * @param sessionId the session that it belongs to
 * @param turnId the turn that it belongs to, if any
 * @param actor who caused it
 * @param parent the event that it follows from, if that is not the one before
 * @param payload what happened
 */
public record Event(
    long seq,
    UUID id,
    Instant ts,
    SessionId sessionId,
    @Nullable TurnId turnId,
    String actor,
    @Nullable Long parent,
    EventPayload payload) {
  public Event {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(ts, "ts");
    Objects.requireNonNull(sessionId, "session_id");
    Objects.requireNonNull(actor, "actor");
    Objects.requireNonNull(payload, "payload");
  }
}
