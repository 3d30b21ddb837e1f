package dev.oxydra.gateway;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A turn between its submission and its end. The lock of {@link TurnLines} guards the fields that
 * change.
 */
final class ActiveTurn {
  /** Where it is. */
  enum State {
    /** Its submission is being committed. */
    SUBMITTING,
    /** It may run when its time comes. */
    WAITING,
    /** It waits, and is being edited or removed: it doesn't start before that is committed. */
    CHANGING,
    /** It has a thread. */
    RUNNING,
    /** It is no more in the line. */
    LEFT
  }

  /**
   * Whether another turn waits for it, see {@link dev.oxydra.types.TurnDesk#submit}: it needs no
   * place, since whoever waits for it might have the last one. A session has at most one.
   */
  final boolean awaited;

  private final TurnId id;
  private final SessionId session;
  final Steering steering = new Steering();
  volatile Turn turn;
  State state = State.SUBMITTING;

  /** When it came, compared to others. */
  long arrival;

  /** Whether it holds one of the places of turns that run. It is kept from its admission on. */
  boolean placed;

  /** Whether its submission is in the journal. */
  boolean committed;

  /** Whether its end is in the journal, or can't be brought there. */
  volatile boolean ended;

  /** Whether it is to stop. */
  volatile boolean cancelled;

  /** The thread that it runs on, once it runs. */
  @Nullable Thread thread;

  ActiveTurn(Turn turn) {
    this.id = turn.id();
    this.session = turn.sessionId();
    this.awaited = id.value().equals(session.value());
    this.turn = turn;
  }

  TurnId id() {
    return id;
  }

  SessionId session() {
    return session;
  }

  /** The session's agent. */
  String agent() {
    return Objects.requireNonNullElse(turn.agentName(), AgentConfig.DEFAULT_AGENT);
  }

  /** Whether the client may be shown it as one that waits. */
  boolean isShownWaiting() {
    return committed && !ended && !placed;
  }

  /** With another prompt. */
  void edit(String prompt) {
    turn =
        new Turn(
            turn.id(),
            turn.sessionId(),
            prompt,
            turn.attachments(),
            turn.agentName(),
            turn.selection(),
            turn.begun());
  }

  /** Of the session's agent, whatever it says itself. */
  void assign(String agent) {
    turn =
        new Turn(
            turn.id(),
            turn.sessionId(),
            turn.prompt(),
            turn.attachments(),
            agent,
            turn.selection(),
            turn.begun());
  }
}
