package dev.oxydra.types;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A turn that is to run.
 *
 * @param id its id
 * @param sessionId the session that it belongs to
 * @param prompt what the user wrote
 * @param attachments what came with it
 * @param agentName the session's agent; null for the default one
 * @param selection which model is to answer; null for the agent's
 * @param begun whether it has begun in an earlier process, and goes on where it asked its user
 */
public record Turn(
    TurnId id,
    SessionId sessionId,
    String prompt,
    List<Attachment> attachments,
    @Nullable String agentName,
    @Nullable Selection selection,
    boolean begun) {
  /** That has yet to begin. */
  public Turn(
      TurnId id,
      SessionId sessionId,
      String prompt,
      List<Attachment> attachments,
      @Nullable String agentName,
      @Nullable Selection selection) {
    this(id, sessionId, prompt, attachments, agentName, selection, false);
  }

  /** Of the default agent and its model. */
  public Turn(TurnId id, SessionId sessionId, String prompt, List<Attachment> attachments) {
    this(id, sessionId, prompt, attachments, null, null);
  }

  public Turn {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(sessionId, "session_id");
    Objects.requireNonNull(prompt, "prompt");
    attachments = List.copyOf(attachments);
  }
}
