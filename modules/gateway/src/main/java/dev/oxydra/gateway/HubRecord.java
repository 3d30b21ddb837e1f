package dev.oxydra.gateway;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.Turn;
import java.util.List;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the hub itself journals of turns: that one was accepted or changed, and ends that no agent
 * recorded.
 *
 * @param lost is told, and why, of a turn whose end can't be recorded
 */
record HubRecord(Journal journal, BiConsumer<ActiveTurn, String> lost) {
  private static final Logger LOG = LoggerFactory.getLogger(HubRecord.class);

  /** A turn was accepted. */
  Event submitted(ActiveTurn active) {
    Turn turn = active.turn;
    return append(
        active,
        "user",
        new EventPayload.TurnSubmitted(turn.prompt(), turn.attachments(), turn.selection()));
  }

  /** A turn that was accepted will not run. */
  void cancelled(ActiveTurn active) {
    ended(active, new EventPayload.TurnCancelled());
  }

  /** A turn has ended, which is recorded if it has no end yet. */
  void ended(ActiveTurn active, EventPayload end) {
    try {
      if (!active.ended) {
        append(active, "system", end);
      }
    } catch (RuntimeException e) {
      LOG.error("Can't record the end of turn {}", active.id(), e);
      lost.accept(active, "The end of the turn can't be recorded: " + e.getMessage());
    }
  }

  /** Something happened to a turn. */
  Event append(ActiveTurn active, String actor, EventPayload payload) {
    return journal
        .append(List.of(new NewEvent(active.session(), active.id(), actor, payload)))
        .getFirst();
  }
}
