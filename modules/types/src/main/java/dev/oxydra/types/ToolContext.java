package dev.oxydra.types;

import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * The call that a tool runs for.
 *
 * @param output takes what the tool writes while it runs, for those who watch; it doesn't block
 * @param sent what the user has sent in the session
 * @param sources what the turn has read so far, see {@link ToolPolicy#decide}
 */
public record ToolContext(
    SessionId sessionId,
    TurnId turnId,
    String callId,
    BiConsumer<TurnUpdate.ToolOutput.Stream, String> output,
    SentFiles sent,
    Set<String> sources) {
  /** Of a call in a session without files. */
  public ToolContext(
      SessionId sessionId,
      TurnId turnId,
      String callId,
      BiConsumer<TurnUpdate.ToolOutput.Stream, String> output) {
    this(sessionId, turnId, callId, output, SentFiles.NONE, Set.of());
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
    sources = Set.copyOf(sources);
  }
}
