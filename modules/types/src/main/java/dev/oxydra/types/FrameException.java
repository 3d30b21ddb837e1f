package dev.oxydra.types;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A frame can't be understood. The message names what is wrong, for the {@code error} frame that
 * answers it.
 */
public final class FrameException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong with it. */
  public enum Kind {
    MALFORMED_JSON,
    UNKNOWN_TYPE,
    MISSING_FIELD,
    INVALID_FIELD
  }

  private final Kind kind;
  private final @Nullable String requestId;

  FrameException(Kind kind, @Nullable String requestId, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = Objects.requireNonNull(kind, "kind");
    this.requestId = requestId;
  }

  public Kind kind() {
    return kind;
  }

  /** The request that it belongs to, where that much could be read. */
  public @Nullable String requestId() {
    return requestId;
  }
}
