package dev.oxydra.gateway;

import dev.oxydra.gateway.GatewayException.Code;

/** Why a turn is not taken. */
final class Refusals {
  private Refusals() {}

  /** Another turn of the session is before it, and it may not wait. */
  static GatewayException busy(SessionTurns line, ActiveTurn turn) {
    return new GatewayException(
        Code.TURN_ALREADY_ACTIVE,
        "Turn %s is active in session %s; cancel it or wait for its end"
            .formatted(line.all().findFirst().orElseThrow().id(), turn.session()));
  }

  /** There is no place for it. */
  static GatewayException full(int running, int waiting) {
    return new GatewayException(
        Code.QUEUE_FULL,
        "%d turns run and %d wait, which is as many as may; send it again when one has ended"
            .formatted(running, waiting));
  }

  static GatewayException shuttingDown() {
    return new GatewayException(
        Code.SHUTTING_DOWN,
        "The agent is shutting down and takes no new turns; send it again when it is back");
  }
}
