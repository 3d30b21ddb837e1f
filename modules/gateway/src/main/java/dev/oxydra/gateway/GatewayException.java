package dev.oxydra.gateway;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A request that can't be done. The message says why and what to do; the code is for programs. */
public final class GatewayException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why; {@link #word()} is its name on the wire, and stays as it is. */
  public enum Code {
    /** No session has this id or prefix. */
    UNKNOWN_SESSION,
    /** Several sessions have this prefix. */
    AMBIGUOUS_SESSION,
    /** The connection has joined another session. */
    WRONG_SESSION,
    /** The user has as many sessions as allowed. */
    SESSION_LIMIT,
    /** No agent has this name. */
    UNKNOWN_AGENT,
    /** The model that a turn asks for is not there. */
    UNKNOWN_MODEL,
    /** Another turn runs in the session. */
    TURN_ALREADY_ACTIVE,
    /** As many turns wait as allowed. */
    QUEUE_FULL,
    /** Nothing runs that could be cancelled or spoken to. */
    NO_ACTIVE_TURN,
    /** The turn runs, has ended, or never was: only one that waits can be edited or removed. */
    TURN_NOT_WAITING,
    /** A turn runs: a session can't be deleted, and files can't be brought back, before its end. */
    TURN_ACTIVE,
    /** The session has no such event. */
    UNKNOWN_EVENT,
    /** Nothing with this id waits for approval. */
    UNKNOWN_APPROVAL,
    /** Somebody else has answered, or the time was over. */
    APPROVAL_RESOLVED_ALREADY,
    /** Nothing is kept that the files could be brought back to. */
    NO_CHECKPOINT,
    /** The files can't be brought back. */
    CHECKPOINT_FAILED,
    /** There is no memory. */
    MEMORY_DISABLED,
    /** The memory can't do what it is asked. */
    MEMORY_FAILED,
    /** There are no schedules. */
    SCHEDULER_DISABLED,
    /** The schedule can't be, or be done, as is asked. */
    SCHEDULE_FAILED,
    /** Too many attachments, or too large ones. */
    ATTACHMENT_LIMIT,
    /** A file that a tool shows was changed or deleted before it could be sent. */
    MEDIA_GONE,
    /** A field has a value that can't be. */
    INVALID_FIELD,
    /** The first frame was not a hello. */
    HELLO_REQUIRED,
    /** A second hello. */
    DUPLICATE_HELLO,
    /** Another version of the protocol. */
    UNSUPPORTED_PROTOCOL_VERSION,
    /** A user other than the guest's own. */
    WRONG_USER,
    /** The frame belongs to a feature that was not granted. */
    FEATURE_NOT_GRANTED,
    /** The connection sends more frames than it may. */
    RATE_LIMITED,
    /** A binary frame. */
    BINARY_FRAME,
    /** The journal can't be written or read. */
    JOURNAL_FAILED,
    /** The hub is closing. */
    SHUTTING_DOWN,
    /** A fault of the program. */
    INTERNAL_ERROR;

    /** The code in an {@code error} frame, in snake_case. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Code code;

  GatewayException(Code code, String message) {
    this(code, message, null);
  }

  GatewayException(Code code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = Objects.requireNonNull(code, "code");
  }

  public Code code() {
    return code;
  }
}
