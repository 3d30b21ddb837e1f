package dev.oxydra.types;

import java.util.List;
import java.util.Objects;

/**
 * A turn that is to run.
 *
 * @param id its id
 * @param sessionId the session that it belongs to
 * @param prompt what the user wrote
 * @param attachments what came with it
 */
public record Turn(TurnId id, SessionId sessionId, String prompt, List<Attachment> attachments) {
  public Turn {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(sessionId, "session_id");
    Objects.requireNonNull(prompt, "prompt");
    attachments = List.copyOf(attachments);
  }
}
