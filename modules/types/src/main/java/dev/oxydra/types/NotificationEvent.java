package dev.oxydra.types;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Something that the user is told without having asked, in the session that it is about. */
public sealed interface NotificationEvent extends EventPayload {

  /** Where it goes: a channel's name. */
  String channel();

  String message();

  /**
   * It is there for all who follow the session, now or later.
   *
   * @param scheduleId the schedule that it is of; null for none
   * @param scheduleName what the user calls that; null for nothing
   */
  record Sent(
      String channel, String message, @Nullable String scheduleId, @Nullable String scheduleName)
      implements NotificationEvent {
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
