package dev.oxydra.gateway;

import dev.oxydra.types.SessionId;
import java.util.List;

/** Deletes sessions for good, each with those that its agent delegated to. */
record SessionRemoval(SessionDirectory directory, TurnQueue queue) {

  /**
   * Deletes a session, and with it what waits in it.
   *
   * @param actor who wants that: {@code user}, or {@code retention}
   * @return the backups that still have it
   * @throws GatewayException when a turn runs in it
   */
  List<String> delete(SessionId session, String actor) {
    List<SessionId> family = directory.family(session);
    if (!close(family)) {
      throw new GatewayException(
          GatewayException.Code.TURN_ACTIVE,
          "A turn is active in session %s; cancel it or wait for its end".formatted(session));
    }
    boolean deleted = false;
    try {
      List<String> backups = directory.delete(session, actor);
      deleted = true;
      return backups;
    } finally {
      if (deleted) {
        queue.forget(family);
      } else {
        queue.reopen(family);
      }
    }
  }

  private boolean close(List<SessionId> family) {
    try {
      return queue.close(family);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Refusals.shuttingDown();
    }
  }
}
