package dev.oxydra.gateway;

import dev.oxydra.types.ApprovalEvent;
import dev.oxydra.types.Delegation;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.QueuedTurn;
import dev.oxydra.types.ToolResult;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
   * Ends, as failed, the turns that ran, but for those that had asked their user about a call, or
   * another agent: they go on there. Asking an agent again finds what it has done, see {@link
   * Delegation}.
   *
   * @return those that are to run, in order: they waited, or go on
   */
  List<Turn> recover() {
    List<NewEvent> ends = new ArrayList<>();
    List<Turn> toRun = new ArrayList<>();
    for (QueuedTurn queued : journal.projections().queue()) {
      if (!queued.started()) {
        toRun.add(turn(queued, false));
        continue;
      }
      OpenCalls calls = openCalls(queued);
      calls.lost().forEach(call -> ends.add(event(queued, unknown(call))));
      if (calls.asked() || calls.delegated()) {
        toRun.add(turn(queued, true));
      } else {
        ends.add(
            event(
                queued,
                new EventPayload.TurnFailed(
                    "interrupted",
                    "The agent stopped while this turn ran; send the message again")));
      }
    }
    if (!ends.isEmpty()) {
      journal.append(ends);
      LOG.info("Turns were running when the last process ended; what can't go on has failed");
    }
    return toRun;
  }

  /**
   * @param begun the calls that ran
   * @param asked whether the user was asked about a call that has not run yet
   */
  private record OpenCalls(List<EventPayload.ToolCalled> begun, boolean asked) {
    /** Those of which nobody knows what became. */
    List<EventPayload.ToolCalled> lost() {
      return begun.stream().filter(call -> !call.name().equals(Delegation.TOOL)).toList();
    }

    /** Whether there are others. */
    boolean delegated() {
      return lost().size() < begun.size();
    }
  }

  private OpenCalls openCalls(QueuedTurn turn) {
    Map<String, EventPayload.ToolCalled> begun = new LinkedHashMap<>();
    Set<String> asked = new HashSet<>();
    for (Event event : journal.turn(turn.submitted().sessionId(), id(turn))) {
      switch (event.payload()) {
        case EventPayload.ToolCalled called -> {
          begun.put(called.callId(), called);
          asked.remove(called.callId());
        }
        case EventPayload.ToolResulted resulted -> begun.remove(resulted.callId());
        case ApprovalEvent.Requested request -> {
          asked.add(request.callId());
          request.also().forEach(also -> asked.add(also.callId()));
        }
        default -> {}
      }
    }
    return new OpenCalls(List.copyOf(begun.values()), !asked.isEmpty());
  }

  private static NewEvent event(QueuedTurn turn, EventPayload payload) {
    return new NewEvent(turn.submitted().sessionId(), id(turn), "system", payload);
  }

  private static TurnId id(QueuedTurn turn) {
    return Objects.requireNonNull(turn.submitted().turnId(), "turn_id");
  }

  private static EventPayload unknown(EventPayload.ToolCalled call) {
    return new EventPayload.ToolResulted(
        call.callId(), call.name(), ToolResult.Outcome.UNKNOWN, UNKNOWN, 0);
  }

  /** Its agent is the session's, which is asked for when it runs. */
  private static Turn turn(QueuedTurn queued, boolean begun) {
    Event event = queued.submitted();
    var submitted = (EventPayload.TurnSubmitted) event.payload();
    return new Turn(
        id(queued),
        event.sessionId(),
        queued.prompt(),
        submitted.attachments(),
        null,
        submitted.selection(),
        begun);
  }
}
