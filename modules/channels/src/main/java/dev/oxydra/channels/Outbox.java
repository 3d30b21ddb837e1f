package dev.oxydra.channels;

import dev.oxydra.types.ChannelEvent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what an address is to be given, each message once: that it is about to be sent and that it
 * was is in the journal. A message of which nobody knows whether it was sent is sent once more, and
 * says so.
 */
record Outbox(String channel, Messenger messenger, ChannelState state, Pauses pauses) {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final int ATTEMPTS = 5;
  private static final String REPEATED = "*(This may have been sent before.)*\n\n";

  /** How time passes between two attempts. */
  interface Pauses {
    void pause(Duration time) throws InterruptedException;
  }

  /**
   * Sends a message, unless it was.
   *
   * @param key what it is of
   * @return the platform's id of it; null when the platform will never take it
   */
  @Nullable String send(String address, String key, Outgoing message) throws InterruptedException {
    ChannelState.Sent before = state.sent(address, key);
    if (before != null && before.known()) {
      return before.messageId();
    }
    if (before == null) {
      state.commit(new ChannelEvent.Sending(channel, address, key));
    }
    Outgoing now = before == null ? message : repeated(message);
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        String id = messenger.send(address, now);
        state.commit(new ChannelEvent.Sent(channel, address, key, id));
        return id;
      } catch (ChannelException e) {
        switch (e.kind()) {
          case REFUSED, GONE -> {
            LOG.warn("{} doesn't take a message for {}: {}", channel, address, e.getMessage());
            state.commit(new ChannelEvent.Sent(channel, address, key, null));
            return null;
          }
          case UNCERTAIN -> now = repeated(message);
          case LATER -> {}
        }
        pauses.pause(e.pause() == null ? pause : e.pause());
        pause = longer(pause);
      }
    }
  }

  private static Outgoing repeated(Outgoing message) {
    return message.with(REPEATED + message.text());
  }

  /**
   * Changes a message, however long that takes.
   *
   * @return false when it is not there any more
   */
  boolean edit(String address, String messageId, Outgoing message) throws InterruptedException {
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        messenger.edit(address, messageId, message);
        return true;
      } catch (ChannelException e) {
        switch (e.kind()) {
          case REFUSED, GONE -> {
            return false;
          }
          // The same once more changes nothing.
          case UNCERTAIN, LATER -> {}
        }
        pauses.pause(e.pause() == null ? pause : e.pause());
        pause = longer(pause);
      }
    }
  }

  /** Sends what may get lost: a few times, and with nothing in the journal. */
  void attempt(String address, Outgoing message) throws InterruptedException {
    for (int i = 0; i < ATTEMPTS; i++) {
      try {
        messenger.send(address, message);
        return;
      } catch (ChannelException e) {
        LOG.warn("{} doesn't take a message for {}: {}", channel, address, e.getMessage());
        if (e.kind() != ChannelException.Kind.LATER) {
          return;
        }
        pauses.pause(e.pause() == null ? FIRST_PAUSE : e.pause());
      }
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
  }
}
