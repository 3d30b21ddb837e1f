package dev.oxydra.provider;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What came over the connection is not what the protocol allows, or is more than is taken. */
final class MalformedHttpException extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedHttpException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
