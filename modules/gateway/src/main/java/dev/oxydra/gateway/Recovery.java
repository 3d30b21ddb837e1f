package dev.oxydra.gateway;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.QueuedTurn;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.ToolResult;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts in order what an earlier process left open. */
record Recovery(Journal journal) {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  /** What a call without a result has for one: nobody knows. */
  private static final String UNKNOWN =
      "This call was interrupted before its result was known: it may or may not have happened."
          + " Look before you do it again.";

  /**
   * Ends, as failed, the turns that ran.
   *
   * @return those that waited, in order: they are to run
   */
  List<Turn> recover() {
    List<QueuedTurn> open = journal.projections().queue();
    List<NewEvent> ends = new ArrayList<>();
    open.stream().filter(QueuedTurn::started).forEach(turn -> ends.addAll(endOf(turn)));
    if (!ends.isEmpty()) {
      journal.append(ends);
      LOG.info("Turns were running when the last process ended; they have failed");
    }
    return open.stream().filter(turn -> !turn.started()).map(Recovery::turn).toList();
  }

  private List<NewEvent> endOf(QueuedTurn turn) {
    SessionId session = turn.submitted().sessionId();
    TurnId id = Objects.requireNonNull(turn.submitted().turnId(), "turn_id");
    Map<String, EventPayload.ToolCalled> open = new LinkedHashMap<>();
    for (Event event : journal.turn(session, id)) {
      switch (event.payload()) {
        case EventPayload.ToolCalled called -> open.put(called.callId(), called);
        case EventPayload.ToolResulted resulted -> open.remove(resulted.callId());
        default -> {}
      }
    }
    List<EventPayload> ends = new ArrayList<>();
    open.values().forEach(call -> ends.add(unknown(call)));
    ends.add(
        new EventPayload.TurnFailed(
            "interrupted", "The agent stopped while this turn ran; send the message again"));
    return ends.stream().map(end -> new NewEvent(session, id, "system", end)).toList();
  }

  private static EventPayload unknown(EventPayload.ToolCalled call) {
    return new EventPayload.ToolResulted(
        call.callId(), call.name(), ToolResult.Outcome.UNKNOWN, UNKNOWN, 0);
  }

  /** Its agent is the session's, which is asked for when it runs. */
  private static Turn turn(QueuedTurn queued) {
    Event event = queued.submitted();
    var submitted = (EventPayload.TurnSubmitted) event.payload();
    return new Turn(
        Objects.requireNonNull(event.turnId(), "turn_id"),
        event.sessionId(),
        queued.prompt(),
        submitted.attachments(),
        null,
        submitted.selection());
  }
}
