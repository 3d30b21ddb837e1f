package dev.oxydra.tools;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A tool can't do what it was asked; the message is written for the model. */
final class WorkspaceException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  WorkspaceException(String message) {
    this(message, null);
  }

  WorkspaceException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
