package dev.oxydra.types;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A tool can't do what it was asked: its result is a failure with this message, which is written
 * for the model.
 */
public final class ToolException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  public ToolException(String message) {
    this(message, null);
  }

  public ToolException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
