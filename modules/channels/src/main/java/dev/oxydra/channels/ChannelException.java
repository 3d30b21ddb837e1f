package dev.oxydra.channels;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A platform didn't do what it was asked for. */
public final class ChannelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What that means for whoever asked. */
  public enum Kind {
    /** It was not done, and may be later. */
    LATER,
    /** It may have been done. */
    UNCERTAIN,
    /** It will not be done, however often it is asked for. */
    REFUSED,
    /** What was to be changed is not there any more. */
    GONE
  }

  private final Kind kind;
  private final @Nullable Duration pause;

  /**
   * @param message what happened, for people; without a token
   * @param pause how long the platform wants to be left alone; null where it doesn't say
   */
  public ChannelException(
      Kind kind, String message, @Nullable Duration pause, @Nullable Throwable cause) {
    super(Objects.requireNonNull(message, "message"), cause);
    this.kind = Objects.requireNonNull(kind, "kind");
    this.pause = pause;
  }

  public Kind kind() {
    return kind;
  }

  /** How long the platform wants to be left alone; null where it doesn't say. */
  public @Nullable Duration pause() {
    return pause;
  }
}
