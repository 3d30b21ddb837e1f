package dev.oxydra.memory.recall;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The index can't be used. What it is made of is in the journal and unharmed. */
public final class RecallException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of failure it was. */
  public enum Kind {
    /** Another process has it open. */
    LOCKED,
    /** Its folder can't be read or written at present. */
    UNAVAILABLE,
    /** It was closed. */
    CLOSED
  }

  private final Kind kind;

  RecallException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = Objects.requireNonNull(kind, "kind");
  }

  public Kind kind() {
    return kind;
  }
}
