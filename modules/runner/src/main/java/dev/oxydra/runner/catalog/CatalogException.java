package dev.oxydra.runner.catalog;

/** A catalogue can't be fetched. The message says why and what to do; nothing was changed. */
public final class CatalogException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CatalogException(String message) {
    super(message);
  }

  public CatalogException(String message, Throwable cause) {
    super(message, cause);
  }
}
