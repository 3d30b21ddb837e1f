package dev.oxydra.gateway;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.Turn;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the hub itself journals of turns: that one was accepted, and ends that no agent recorded.
 */
record HubRecord(Journal journal) {
  private static final Logger LOG = LoggerFactory.getLogger(HubRecord.class);

  /** Ends, as failed, the turns that an earlier process left open. */
  void endInterrupted() {
    List<NewEvent> ends = journal.unfinishedTurns().stream().map(HubRecord::interrupted).toList();
    if (!ends.isEmpty()) {
      journal.append(ends);
      LOG.info("{} turns were running when the last process ended; they have failed", ends.size());
    }
  }

  private static NewEvent interrupted(Event submitted) {
    return new NewEvent(
        submitted.sessionId(),
        submitted.turnId(),
        "system",
        new EventPayload.TurnFailed(
            "interrupted", "The agent stopped while this turn ran; send the message again"));
  }

  /** A turn was accepted. */
  void submitted(ActiveTurn active) {
    Turn turn = active.turn;
    append(
        active,
        "user",
        new EventPayload.TurnSubmitted(turn.prompt(), turn.attachments(), turn.selection()));
    active.committed = true;
  }

  /** A turn has ended, which is recorded if it has no end yet. */
  void ended(ActiveTurn active, EventPayload end) {
    try {
      if (active.session.feed().isOpen(active.id())) {
        append(active, "system", end);
      }
    } catch (RuntimeException e) {
      LOG.error("Can't record the end of turn {}", active.id(), e);
      active
          .session
          .feed()
          .lose(active.id(), "The end of the turn can't be recorded: " + e.getMessage());
    }
  }

  private void append(ActiveTurn active, String actor, EventPayload payload) {
    Turn turn = active.turn;
    journal.append(List.of(new NewEvent(turn.sessionId(), turn.id(), actor, payload)));
  }
}
