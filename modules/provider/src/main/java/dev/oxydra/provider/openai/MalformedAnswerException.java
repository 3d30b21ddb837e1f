package dev.oxydra.provider.openai;

/** An answer that is not what chat completions allow; the message goes on after a name. */
final class MalformedAnswerException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedAnswerException(String message) {
    super(message);
  }
}
