package dev.oxydra.gateway;

import dev.oxydra.gateway.Features.Feature;
import dev.oxydra.types.ApprovalEvent;
import dev.oxydra.types.ApprovalFrame;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.NotificationEvent;
import dev.oxydra.types.QueueFrame;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.TurnUpdate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one client is sent of a session, besides the events themselves: made of events and live
 * updates, as the client's features are. Events are given in order, each once, by one thread at a
 * time.
 */
final class EventFrames {
  private final SessionHub hub;
  private final RequestIds requestIds;
  private final TurnFrames turns;
  private final ToolFrames tools;
  private final @Nullable UsageFrames usage;
  private final Features features;
  private final Consumer<EventFrames> onDeleted;
  private final Set<String> shownApprovals = new HashSet<>();
  private EventPayload.@Nullable AssistantMessage answer;
  private @Nullable TurnId answering;
  private List<QueueFrame.Item> shownWaiting = List.of();

  /**
   * @param onDeleted is called when the session has been deleted; it must not block
   */
  EventFrames(
      SessionHub hub,
      ServerFrame.SessionRef session,
      RequestIds requestIds,
      Features features,
      Consumer<EventFrames> onDeleted) {
    this.hub = hub;
    this.requestIds = requestIds;
    this.turns = new TurnFrames(session, requestIds);
    this.tools = new ToolFrames(session, requestIds);
    this.usage =
        features.has(Feature.USAGE) ? new UsageFrames(hub.journal(), session, requestIds) : null;
    this.features = features;
    this.onDeleted = onDeleted;
  }

  /** The session that is shown. */
  ServerFrame.SessionRef session() {
    return turns.session();
  }

  Features features() {
    return features;
  }

  /** The frames that show turns. */
  TurnFrames turns() {
    return turns;
  }

  /** What a client is sent when it has joined, if no event that came meanwhile has shown it. */
  List<ServerFrame> atJoining() {
    List<ServerFrame> frames = new ArrayList<>();
    if (features.has(Feature.QUEUE)) {
      List<QueueFrame.Item> waiting = hub.lines().waiting(session().sessionId());
      if (!waiting.equals(shownWaiting)) {
        shownWaiting = waiting;
        frames.add(new QueueFrame.QueueUpdated(null, session(), waiting));
      }
    }
    if (features.has(Feature.APPROVALS)) {
      hub.desk().pending(session().sessionId()).stream()
          .filter(event -> !isShown(event))
          .forEach(event -> frames.add(requested(event)));
    }
    return frames;
  }

  private boolean isShown(Event requested) {
    return requested.payload() instanceof ApprovalEvent.Requested asked
        && shownApprovals.contains(asked.approvalId());
  }

  /** What follows from an event that was committed after the client joined. */
  List<ServerFrame> ofEvent(Event event) {
    if (event.payload() instanceof EventPayload.SessionDeleted) {
      onDeleted.accept(this);
      return List.of();
    }
    TurnId turn = event.turnId();
    if (turn == null) {
      return event.payload() instanceof NotificationEvent.Sent sent && sent.scheduleId() != null
          ? List.of(
              new ServerFrame.ScheduledNotification(
                  sent.scheduleId(), sent.scheduleName(), sent.message()))
          : ofApproval(event);
    }
    List<ServerFrame> frames = new ArrayList<>(ofApproval(event));
    addOfQueue(event, turn, frames);
    addOfTurn(event, turn, frames);
    return frames;
  }

  private List<ServerFrame> ofApproval(Event event) {
    if (!features.has(Feature.APPROVALS)) {
      return List.of();
    }
    return switch (event.payload()) {
      case ApprovalEvent.Requested asked -> isShown(event) ? List.of() : List.of(requested(event));
      case ApprovalEvent.Resolved resolved -> List.of(resolved(resolved));
      default -> List.of();
    };
  }

  private ServerFrame requested(Event event) {
    var asked = (ApprovalEvent.Requested) event.payload();
    TurnId turn = Objects.requireNonNull(event.turnId(), "turn_id");
    shownApprovals.add(asked.approvalId());
    return new ApprovalFrame.ApprovalRequested(
        requestIds.of(turn),
        session(),
        TurnFrames.running(turn),
        asked.approvalId(),
        asked.callId(),
        asked.tool(),
        asked.arguments(),
        asked.safetyTier(),
        asked.reason(),
        asked.expiresAt(),
        asked.also(),
        asked.binding());
  }

  private ServerFrame resolved(ApprovalEvent.Resolved resolved) {
    shownApprovals.remove(resolved.approvalId());
    return new ApprovalFrame.ApprovalResolved(
        requestIds.answers(ApprovalRequests.resolved(resolved.approvalId())),
        session(),
        resolved.approvalId(),
        resolved.decision(),
        resolved.by(),
        resolved.note());
  }

  /**
   * The queue is shown as it is now, which may be later than the event; what comes in between is
   * then shown already, and not again.
   */
  private void addOfQueue(Event event, TurnId turn, List<ServerFrame> frames) {
    String asked =
        switch (event.payload()) {
          case EventPayload.TurnSubmitted submitted -> requestIds.get(turn);
          case EventPayload.TurnEdited edited -> requestIds.answers(QueueRequests.edited(turn));
          case EventPayload.TurnCancelled cancelled ->
              requestIds.answers(QueueRequests.removed(turn));
          default -> null;
        };
    if (!features.has(Feature.QUEUE)) {
      return;
    }
    List<QueueFrame.Item> waiting = hub.lines().waiting(session().sessionId());
    boolean starts =
        event.payload() instanceof EventPayload.TurnSubmitted
            && waiting.stream().noneMatch(item -> item.turnId().equals(turn));
    if (!waiting.equals(shownWaiting) || (asked != null && !starts)) {
      shownWaiting = waiting;
      frames.add(new QueueFrame.QueueUpdated(asked, session(), waiting));
    }
  }

  private void addOfTurn(Event event, TurnId turn, List<ServerFrame> frames) {
    switch (event.payload()) {
      case EventPayload.AssistantMessage message -> {
        answer = message;
        answering = turn;
        frames.addAll(MediaFrames.of(event, message, requestIds.of(turn), session()));
      }
      case EventPayload.TurnStarted started -> frames.add(turns.started(turn));
      case EventPayload.ToolCalled called when features.has(Feature.TOOLS) ->
          frames.add(tools.call(turn, called));
      case EventPayload.ToolResulted resulted -> {
        if (features.has(Feature.TOOLS)) {
          frames.add(tools.result(turn, resulted));
        }
        frames.addAll(MediaFrames.of(resulted, hub.files(), requestIds.of(turn), session()));
      }
      case EventPayload.UsageRecorded recorded when usage != null ->
          frames.add(usage.of(turn, event, recorded));
      case EventPayload.TurnCompleted end -> frames.add(ended(event, turn));
      case EventPayload.TurnCancelled end -> frames.add(ended(event, turn));
      case EventPayload.TurnFailed end -> frames.add(ended(event, turn));
      default -> {}
    }
  }

  private ServerFrame ended(Event event, TurnId turn) {
    ServerFrame frame = turns.ended(event, answerOf(event.payload(), turn));
    requestIds.remove(turn);
    if (turn.equals(answering)) {
      answer = null;
    }
    return frame;
  }

  /** A client that joined late has not been sent the answer that a completed turn ends with. */
  private EventPayload.@Nullable AssistantMessage answerOf(EventPayload end, TurnId turn) {
    if (!(end instanceof EventPayload.TurnCompleted)) {
      return null;
    }
    if (answer != null && turn.equals(answering)) {
      return answer;
    }
    return hub.history().outcomeOf(session().sessionId(), turn).answer();
  }

  /** How a live update is shown; null where the client has not the feature for it. */
  @Nullable ServerFrame ofUpdate(TurnId turn, TurnUpdate update) {
    return switch (update) {
      case TurnUpdate.Delta delta -> turns.delta(turn, delta.text());
      case TurnUpdate.Progress progress -> turns.progress(turn, progress);
      case TurnUpdate.Reasoning reasoning ->
          features.has(Feature.TOOLS) ? tools.reasoning(turn, reasoning) : null;
      case TurnUpdate.ToolOutput output ->
          features.has(Feature.TOOLS) ? tools.output(turn, output) : null;
    };
  }

  /** That a turn has ended, and its end could not be journalled. */
  ServerFrame lost(TurnId turn, String message) {
    return turns.failed(turn, "journal_failed", message);
  }
}
