package dev.oxydra.gateway;

import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Role;
import dev.oxydra.types.SessionId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Makes sessions of what was said elsewhere. */
@FunctionalInterface
public interface ConversationImport {
  /** Takes nothing. */
  ConversationImport NONE =
      (session, created, messages) -> {
        throw new GatewayException(
            GatewayException.Code.MEMORY_DISABLED, "Conversations can't be imported here");
      };

  /**
   * Makes a session with messages that keep their times.
   *
   * @param session there is none with this id
   * @param messages oldest first
   */
  void importMessages(
      SessionId session, EventPayload.SessionCreated created, List<Imported> messages);

  /**
   * A message.
   *
   * @param speaker {@link Role#USER} or {@link Role#ASSISTANT}
   * @param at when it was said
   */
  record Imported(Role speaker, String text, Instant at) {
    public Imported {
      Objects.requireNonNull(speaker, "speaker");
      Objects.requireNonNull(text, "text");
      Objects.requireNonNull(at, "at");
    }
  }
}
