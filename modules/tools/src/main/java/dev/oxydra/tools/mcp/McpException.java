package dev.oxydra.tools.mcp;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A server doesn't do what it was asked; the message is written for the model. */
final class McpException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /** What is known of the request. */
  enum Kind {
    /** It never reached the server. */
    UNREACHABLE,
    /** The server refused it. */
    REFUSED,
    /** The connection ended before there was an answer: it may have been done. */
    LOST,
    /** There was no answer in time: it may have been done. */
    TIMEOUT
  }

  private final Kind kind;

  McpException(Kind kind, String message) {
    this(kind, message, null);
  }

  McpException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }

  String text() {
    return String.valueOf(getMessage());
  }

  /** The same, of whoever waited for it on another thread. */
  McpException here() {
    return new McpException(kind, text(), this);
  }
}
