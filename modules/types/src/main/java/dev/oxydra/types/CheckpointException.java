package dev.oxydra.types;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A folder can't be kept or brought back: the message says why and what to do, for people. */
public final class CheckpointException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  public CheckpointException(String message) {
    this(message, null);
  }

  public CheckpointException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
