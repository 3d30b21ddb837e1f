package dev.oxydra.gateway;

import dev.oxydra.types.Attachment;
import dev.oxydra.types.Selection;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnId;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /chat/send}.
 *
 * @param actorId the agent that is spoken to; see {@link ChatSessions}
 * @param userId the guest's own user, when it is given
 * @param text what the user says
 * @param threadId the client's own name for a conversation
 * @param turnId so that the same message sent twice runs once; null for a new one
 * @param selection which model is to answer; null for the agent's
 */
record ChatMessage(
    @Nullable String actorId,
    @Nullable String userId,
    String text,
    @Nullable SessionId sessionId,
    @Nullable String threadId,
    @Nullable TurnId turnId,
    @Nullable List<@Nullable Attachment> attachments,
    @Nullable Selection selection) {
  ChatMessage {
    Objects.requireNonNull(text, "text");
  }

  /**
   * What it asks for, in a session.
   *
   * @throws HttpRefusalException when it asks for nothing
   */
  Turn turn(SessionId session) {
    if (attachments != null && attachments.stream().anyMatch(Objects::isNull)) {
      throw HttpRefusalException.invalid("attachments", "one of them is null");
    }
    if (text.isBlank() && (attachments == null || attachments.isEmpty())) {
      throw HttpRefusalException.invalid("text", "it is empty, and there is no attachment");
    }
    List<Attachment> files =
        attachments == null
            ? List.of()
            : attachments.stream().<Attachment>map(Objects::requireNonNull).toList();
    TurnId id = turnId == null ? TurnId.create() : turnId;
    return new Turn(id, session, text, files, null, selection);
  }
}
