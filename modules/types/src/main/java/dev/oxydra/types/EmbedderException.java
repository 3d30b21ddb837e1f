package dev.oxydra.types;

/** Texts could not be embedded. */
public final class EmbedderException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean retryable;

  /**
   * @param message what happened and what to do
   * @param retryable whether it may go well a little later
   */
  public EmbedderException(String message, boolean retryable) {
    super(message);
    this.retryable = retryable;
  }

  public EmbedderException(String message, boolean retryable, Throwable cause) {
    super(message, cause);
    this.retryable = retryable;
  }

  /** Whether it may go well a little later, such as when a model is being loaded. */
  public boolean isRetryable() {
    return retryable;
  }
}
