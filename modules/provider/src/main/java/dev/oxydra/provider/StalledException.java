package dev.oxydra.provider;

import java.io.IOException;

/** Nothing came for too long. */
final class StalledException extends IOException {
  private static final long serialVersionUID = 1L;

  StalledException(String message) {
    super(message);
  }
}
