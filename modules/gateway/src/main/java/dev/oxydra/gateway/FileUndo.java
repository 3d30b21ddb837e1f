package dev.oxydra.gateway;

import dev.oxydra.gateway.GatewayException.Code;
import dev.oxydra.types.CheckpointEvent;
import dev.oxydra.types.CheckpointException;
import dev.oxydra.types.Checkpoints;
import dev.oxydra.types.Journal;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnId;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the user's files back to what they were before a turn. No turn runs meanwhile, as all
 * sessions share the files.
 */
record FileUndo(Journal journal, TurnQueue queue, Checkpoints checkpoints) {
  private static final Logger LOG = LoggerFactory.getLogger(FileUndo.class);

  /** Finishes what an earlier process was in the middle of. */
  void recover() {
    try {
      var _ = checkpoints.recover(this::record);
    } catch (CheckpointException e) {
      LOG.error("{}", e.getMessage(), e);
    }
  }

  /** To what they were before the last turn of a session that made a difference and stands. */
  Checkpoints.Restored undo(SessionId session) {
    requireEnabled();
    List<TurnId> turns = UndoStack.read(journal, session).standing();
    if (turns.isEmpty()) {
      throw nothing(session);
    }
    Checkpoints.Restored restored = restore(session, turns);
    if (restored.isNothing()) {
      throw nothing(session);
    }
    return restored;
  }

  private static GatewayException nothing(SessionId session) {
    return new GatewayException(
        Code.NO_CHECKPOINT,
        "No turn of session %s has changed anything in /shared that could be undone"
            .formatted(session));
  }

  /**
   * To what they were before a turn of a session.
   *
   * @param turn the turn, or what an earlier restore has kept them as
   */
  Checkpoints.Restored rewind(SessionId session, TurnId turn) {
    requireEnabled();
    if (!UndoStack.read(journal, session).knows(turn)) {
      throw new GatewayException(
          Code.NO_CHECKPOINT,
          "There is no checkpoint of turn %s in session %s: it changed nothing, or is of another one"
              .formatted(turn, session));
    }
    return restore(session, List.of(turn));
  }

  private void requireEnabled() {
    if (!checkpoints.enabled()) {
      throw new GatewayException(
          Code.NO_CHECKPOINT,
          "Nothing is kept of /shared: tools.checkpoints.enabled is false, or this system can't");
    }
  }

  private Checkpoints.Restored restore(SessionId session, List<TurnId> turns) {
    try {
      if (!queue.pause()) {
        throw new GatewayException(
            Code.TURN_ACTIVE,
            "A turn runs, and all sessions share /shared: wait for its end, or cancel it");
      }
      try {
        return checkpoints.restore(session, turns, this::record);
      } finally {
        queue.resume();
      }
    } catch (CheckpointException e) {
      throw new GatewayException(Code.CHECKPOINT_FAILED, String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Refusals.shuttingDown();
    }
  }

  private void record(Checkpoints.Restored restored) {
    var event =
        new CheckpointEvent.Restored(
            restored.turn(), restored.changed(), restored.notKept(), restored.savedAs());
    var _ = journal.append(List.of(new NewEvent(restored.session(), null, "user", event)));
  }
}
