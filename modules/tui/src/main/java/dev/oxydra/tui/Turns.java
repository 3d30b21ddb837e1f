package dev.oxydra.tui;

import dev.oxydra.types.ClientFrame.SendTurn;
import dev.oxydra.types.QueueFrame;
import dev.oxydra.types.TurnId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the session is busy with.
 *
 * @param running the turn that runs, null for none
 * @param failed the last turn whose failure is shown: it comes as an event and as a frame
 * @param pending what was sent and is not known to be committed; sent again after a lost
 *     connection, as a turn's id makes it run once
 * @param queue the turns that wait for the running one, the next one first
 */
record Turns(
    @Nullable RunningTurn running,
    @Nullable TurnId failed,
    List<SendTurn> pending,
    List<QueueFrame.Item> queue) {
  static final Turns NONE = new Turns(null, null, List.of(), List.of());

  Turns {
    pending = List.copyOf(pending);
    queue = List.copyOf(queue);
  }

  Turns running(@Nullable RunningTurn turn) {
    return new Turns(turn, failed, pending, queue);
  }

  Turns failed(@Nullable TurnId turn) {
    return new Turns(running, turn, pending, queue);
  }

  Turns queue(List<QueueFrame.Item> waiting) {
    return new Turns(running, failed, pending, waiting);
  }

  Turns sent(SendTurn turn) {
    List<SendTurn> more = new ArrayList<>(pending);
    more.add(turn);
    return new Turns(running, failed, more, queue);
  }

  /** It is known to be committed, or is not going to be. */
  Turns settled(@Nullable TurnId turn) {
    return pending.isEmpty()
        ? this
        : new Turns(
            running,
            failed,
            pending.stream().filter(sent -> !sent.turnId().equals(turn)).toList(),
            queue);
  }

  boolean isRunning(@Nullable TurnId turn) {
    return running != null && running.id().equals(turn);
  }

  /** Whether what is sent now has to wait. */
  boolean isBusy() {
    return running != null || !pending.isEmpty();
  }
}
