package dev.oxydra.types;

import java.util.Objects;

/** The journal can't be read or written. What was being appended is not there. */
public final class JournalException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of failure it was. */
  public enum Kind {
    /** The disk or the quota is full. */
    FULL,
    /** The file or its folder can't be written. */
    READ_ONLY,
    /** The file is damaged or not a journal. */
    CORRUPT,
    /** A newer version of the program wrote it. */
    NEWER_SCHEMA,
    /** The journal is closed. */
    CLOSED,
    /** Anything else that input and output can do. */
    IO
  }

  private final Kind kind;

  public JournalException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = Objects.requireNonNull(kind, "kind");
  }

  public JournalException(Kind kind, String message) {
    super(message);
    this.kind = Objects.requireNonNull(kind, "kind");
  }

  public Kind kind() {
    return kind;
  }
}
