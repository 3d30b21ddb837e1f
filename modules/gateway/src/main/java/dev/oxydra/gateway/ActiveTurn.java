package dev.oxydra.gateway;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A turn between its submission and its end. {@link TurnQueue} guards the fields that change, with
 * its own lock.
 */
final class ActiveTurn {
  final Turn turn;
  final SessionTurns session;

  /** The thread that it runs on, once it runs. */
  @Nullable Thread thread;

  /** Cancelled while its submission was being committed. */
  boolean cancelled;

  /** Whether its submission is in the journal. */
  volatile boolean committed;

  ActiveTurn(Turn turn, SessionTurns session) {
    this.turn = turn;
    this.session = session;
  }

  /** The session's agent. */
  String agent() {
    return Objects.requireNonNullElse(turn.agentName(), AgentConfig.DEFAULT_AGENT);
  }

  TurnId id() {
    return turn.id();
  }
}
