package dev.oxydra.gateway;

import dev.oxydra.gateway.Features.Feature;
import dev.oxydra.gateway.GatewayException.Code;
import dev.oxydra.types.Attachment;
import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.QueueFrame;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnId;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a client may ask about turns: to run one, to stop one, to stop all. */
record TurnRequests(SessionHub hub, RequestIds requestIds, Outbound outbound) {

  /** Submits a turn; one that was submitted before is not run again, but told of. */
  void send(ClientFrame.SendTurn send, EventFrames current) {
    String before = requestIds.get(send.turnId());
    requestIds.put(send.turnId(), send.requestId());
    Submission submission;
    try {
      submission =
          hub.submit(
              new Turn(
                  send.turnId(),
                  send.sessionId(),
                  send.prompt(),
                  attachments(send),
                  null,
                  send.selection()),
              current.features().has(Feature.QUEUE));
    } catch (RuntimeException e) {
      restore(send.turnId(), before);
      throw e;
    }
    switch (submission.outcome()) {
      case ACCEPTED -> {} // the frames follow from the events
      case ACTIVE_ALREADY -> sendState(send, current);
      case SUBMITTED_BEFORE -> {
        sendOutcome(send, current);
        requestIds.remove(send.turnId());
      }
    }
  }

  private static List<Attachment> attachments(ClientFrame.SendTurn send) {
    List<Attachment> given = Objects.requireNonNullElse(send.attachments(), List.of());
    if (given.stream().anyMatch(Objects::isNull)) {
      throw new GatewayException(
          Code.INVALID_FIELD, "Invalid field 'payload.attachments': one of them is null");
    }
    return given;
  }

  private void restore(TurnId turn, @Nullable String requestId) {
    if (requestId == null) {
      requestIds.remove(turn);
    } else {
      requestIds.put(turn, requestId);
    }
  }

  /** The same turn again, before its end. */
  private void sendState(ClientFrame.SendTurn send, EventFrames current) {
    if (hub.lines().isRunning(send.sessionId(), send.turnId())) {
      outbound.add(current.turns().started(send.turnId()));
    } else if (current.features().has(Feature.QUEUE)) {
      outbound.add(
          new QueueFrame.QueueUpdated(
              send.requestId(), current.session(), hub.lines().waiting(send.sessionId())));
    }
  }

  /** The same turn again, after its end: the client is told how it ended. */
  private void sendOutcome(ClientFrame.SendTurn send, EventFrames current) {
    TurnHistory.Outcome outcome = hub.history().outcomeOf(send.sessionId(), send.turnId());
    outbound.add(
        outcome.end() == null
            ? current
                .turns()
                .failed(send.turnId(), "unknown", "This turn ran before; its end is not recorded")
            : current.turns().ended(outcome.end(), outcome.answer()));
  }

  void cancel(ClientFrame.CancelActiveTurn cancel) {
    if (!hub.cancel(hub.session(cancel.sessionId()))) {
      throw new GatewayException(
          Code.NO_ACTIVE_TURN, "No turn is active in session " + cancel.sessionId());
    }
  }

  void cancelAll() {
    if (hub.cancelAll() == 0) {
      throw new GatewayException(Code.NO_ACTIVE_TURN, "No turn is active in any session");
    }
  }
}
