package dev.oxydra.types;

import java.util.Objects;
import java.util.function.BiConsumer;

/**
 * The call that a tool runs for.
 *
 * @param output takes what the tool writes while it runs, for those who watch; it doesn't block
 * @param sent what the user has sent in the session
 */
public record ToolContext(
    SessionId sessionId,
    TurnId turnId,
    String callId,
    BiConsumer<TurnUpdate.ToolOutput.Stream, String> output,
    SentFiles sent) {
  /** Of a call in a session without files. */
  public ToolContext(
      SessionId sessionId,
      TurnId turnId,
      String callId,
      BiConsumer<TurnUpdate.ToolOutput.Stream, String> output) {
    this(sessionId, turnId, callId, output, SentFiles.NONE);
  }

  /** Of a call that nobody watches. */
  public ToolContext(SessionId sessionId, TurnId turnId, String callId) {
    this(sessionId, turnId, callId, (stream, chunk) -> {});
  }

  public ToolContext {
    Objects.requireNonNull(sessionId, "session_id");
    Objects.requireNonNull(turnId, "turn_id");
    Objects.requireNonNull(callId, "call_id");
    Objects.requireNonNull(output, "output");
    Objects.requireNonNull(sent, "sent");
  }
}
