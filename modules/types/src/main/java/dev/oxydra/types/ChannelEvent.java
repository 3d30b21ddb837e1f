package dev.oxydra.types;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a channel has taken in and given out: with these it neither loses nor repeats a message when
 * its process ends at any time. They are in a session of their own and hold no text.
 */
public sealed interface ChannelEvent extends EventPayload {
  /** The session that they are in; it is in no list. */
  SessionId SESSION = new SessionId("channels");

  /** The channel's name, such as {@code telegram}. */
  String channel();

  /**
   * An address talks to a session from now on.
   *
   * @param address a chat or a part of one, as the channel writes it
   * @param session the session
   */
  record Mapped(String channel, String address, SessionId session) implements ChannelEvent {
    public Mapped {
      Objects.requireNonNull(channel, "channel");
      Objects.requireNonNull(address, "address");
      Objects.requireNonNull(session, "session");
    }
  }

  /**
   * What came in up to a place has been dealt with: its turns are committed.
   *
   * @param account whose places these are, such as a bot's id
   * @param place of the last message, as the channel counts
   */
  record Received(String channel, String account, long place) implements ChannelEvent {
    public Received {
      Objects.requireNonNull(channel, "channel");
      Objects.requireNonNull(account, "account");
    }
  }

  /**
   * A message is about to be sent. Where no {@link Sent} follows, nobody knows whether it was.
   *
   * @param key what it is of: the id of an event, and which part of what that says
   */
  record Sending(String channel, String address, String key) implements ChannelEvent {
    public Sending {
      Objects.requireNonNull(channel, "channel");
      Objects.requireNonNull(address, "address");
      Objects.requireNonNull(key, "key");
    }
  }

  /**
   * A message was sent.
   *
   * @param key as in {@link Sending}
   * @param messageId the channel's id of it; null where it will never be sent, as the other side
   *     doesn't take it
   */
  record Sent(String channel, String address, String key, @Nullable String messageId)
      implements ChannelEvent {
    public Sent {
      Objects.requireNonNull(channel, "channel");
      Objects.requireNonNull(address, "address");
      Objects.requireNonNull(key, "key");
    }
  }

  /**
   * An address has been given all of a session up to an event.
   *
   * @param seq of the last event
   */
  record Delivered(String channel, String address, SessionId session, long seq)
      implements ChannelEvent {
    public Delivered {
      Objects.requireNonNull(channel, "channel");
      Objects.requireNonNull(address, "address");
      Objects.requireNonNull(session, "session");
    }
  }
}
