package dev.oxydra.tools.web;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Something of the web can't be had; the message is written for the model. */
final class WebException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  WebException(String message) {
    this(message, null);
  }

  WebException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
