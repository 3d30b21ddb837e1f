package dev.oxydra.runner.isolation;

import java.util.Objects;

/** A program could not be started in its tier. The message says what to do. */
public final class IsolationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  public IsolationException(Kind kind, String message) {
    super(message);
    this.kind = Objects.requireNonNull(kind, "kind");
  }

  public IsolationException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = Objects.requireNonNull(kind, "kind");
  }

  public Kind kind() {
    return kind;
  }

  /** What is in the way. */
  public enum Kind {
    /** A tool of the tier is missing on the host or can't work there. */
    UNAVAILABLE,
    /** What should be mounted would show more than it should, or isn't there. */
    UNSAFE_MOUNT,
    /** The program ended before it ran, or never began. */
    NOT_STARTED
  }
}
