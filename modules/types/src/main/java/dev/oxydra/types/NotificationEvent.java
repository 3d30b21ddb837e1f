package dev.oxydra.types;

import java.util.Objects;

/** Something that the user was told without having asked. */
public sealed interface NotificationEvent extends EventPayload {

  /** Where it went: a channel's name. */
  String channel();

  String message();

  record Sent(String channel, String message) implements NotificationEvent {
    public Sent {
      Objects.requireNonNull(channel, "channel");
      Objects.requireNonNull(message, "message");
    }
  }

  /**
   * It could not be delivered.
   *
   * @param error why, for people
   */
  record Failed(String channel, String message, String error) implements NotificationEvent {
    public Failed {
      Objects.requireNonNull(channel, "channel");
      Objects.requireNonNull(message, "message");
      Objects.requireNonNull(error, "error");
    }
  }
}
