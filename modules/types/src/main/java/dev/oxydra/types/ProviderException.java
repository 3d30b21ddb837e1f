package dev.oxydra.types;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A call to a model failed. The message is fit for the user's eyes and holds no secret. */
public final class ProviderException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of failure it was. */
  public enum Kind {
    /** The key is missing, wrong or not allowed (401, 403). */
    AUTHENTICATION,
    /** No such model or route (404). */
    NOT_FOUND,
    /** Too many requests (429). */
    RATE_LIMITED,
    /** The provider refused the request (other 4xx). */
    INVALID_REQUEST,
    /** The conversation doesn't fit the model. */
    CONTEXT_OVERFLOW,
    /** The provider is in trouble (5xx, overloaded). */
    UNAVAILABLE,
    /** It can't be reached, or the connection broke. */
    CONNECTION,
    /** It took too long. */
    TIMEOUT,
    /** What it sent is not its protocol, or ended too early. */
    MALFORMED_RESPONSE
  }

  private final Kind kind;
  private final boolean retryable;
  private final @Nullable Duration retryAfter;

  public ProviderException(
      Kind kind, boolean retryable, String message, @Nullable Throwable cause) {
    this(kind, retryable, null, message, cause);
  }

  /**
   * @param retryAfter how long the provider asked to wait, if it did
   */
  public ProviderException(
      Kind kind,
      boolean retryable,
      @Nullable Duration retryAfter,
      String message,
      @Nullable Throwable cause) {
    super(message, cause);
    this.kind = Objects.requireNonNull(kind, "kind");
    this.retryable = retryable;
    this.retryAfter = retryAfter;
  }

  public Kind kind() {
    return kind;
  }

  /** Whether the same request may succeed later. */
  public boolean retryable() {
    return retryable;
  }

  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
