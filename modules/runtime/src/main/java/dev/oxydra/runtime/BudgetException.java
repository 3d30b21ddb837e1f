package dev.oxydra.runtime;

/** A call would cost more than may be spent. The message says of what, and what to do. */
final class BudgetException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BudgetException(String message) {
    super(message);
  }
}
