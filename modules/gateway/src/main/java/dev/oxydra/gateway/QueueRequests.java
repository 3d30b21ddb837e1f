package dev.oxydra.gateway;

import dev.oxydra.types.QueueFrame;
import dev.oxydra.types.QueueRequest;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnId;
import java.util.function.Consumer;

/** What a client with the feature {@code queue} may ask about turns that wait or run. */
record QueueRequests(SessionHub hub, RequestIds requestIds, Outbound outbound) {

  /** Does it; what is changed is answered by the frames that follow from the event. */
  void handle(QueueRequest request) {
    SessionId session = hub.session(request.sessionId());
    switch (request) {
      case QueueRequest.EditQueuedTurn edit ->
          change(
              edited(edit.turnId()),
              edit.requestId(),
              committing -> hub.changes().edit(session, edit.turnId(), edit.prompt(), committing));
      case QueueRequest.RemoveQueuedTurn remove ->
          change(
              removed(remove.turnId()),
              remove.requestId(),
              committing -> hub.changes().remove(session, remove.turnId(), committing));
      case QueueRequest.SteerTurn steer -> {
        hub.changes().steer(session, steer.turnId(), steer.prompt());
        outbound.add(
            new QueueFrame.TurnSteered(
                steer.requestId(),
                new ServerFrame.SessionRef(hub.user(), session),
                TurnFrames.running(steer.turnId())));
      }
    }
  }

  private void change(String what, String requestId, Consumer<Runnable> made) {
    var _ =
        requestIds.asking(
            what,
            requestId,
            committing -> {
              made.accept(committing);
              return what;
            });
  }

  static String edited(TurnId turn) {
    return "edit " + turn;
  }

  static String removed(TurnId turn) {
    return "remove " + turn;
  }
}
