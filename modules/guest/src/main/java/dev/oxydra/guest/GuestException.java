package dev.oxydra.guest;

/** A guest can't be started or stopped as it should. */
final class GuestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  GuestException(String message, Throwable cause) {
    super(message, cause);
  }
}
