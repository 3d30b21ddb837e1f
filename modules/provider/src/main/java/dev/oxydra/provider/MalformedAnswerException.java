package dev.oxydra.provider;

/** An answer that is not what its protocol allows; the message goes on after a name. */
public final class MalformedAnswerException extends Exception {
  private static final long serialVersionUID = 1L;

  public MalformedAnswerException(String message) {
    super(message);
  }
}
