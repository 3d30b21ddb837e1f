package dev.oxydra.gateway;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.TurnUpdate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one client is sent of a session, besides the events themselves: made of events and live
 * updates, as the client's features are. Events are given in order, each once, by one thread at a
 * time.
 */
final class EventFrames {
  private final SessionHub hub;
  private final TurnFrames frames;
  private final Features features;
  private EventPayload.@Nullable AssistantMessage answer;

  EventFrames(
      SessionHub hub, ServerFrame.SessionRef session, RequestIds requestIds, Features features) {
    this.hub = hub;
    this.frames = new TurnFrames(session, requestIds);
    this.features = features;
  }

  /** The session that is shown. */
  ServerFrame.SessionRef session() {
    return frames.session();
  }

  Features features() {
    return features;
  }

  /** The frames that show turns. */
  TurnFrames turns() {
    return frames;
  }

  /** What a client is sent when it has joined, before anything live. */
  List<ServerFrame> atJoining() {
    return List.of();
  }

  /** What follows from an event that was committed after the client joined. */
  List<ServerFrame> ofEvent(Event event) {
    TurnId turn = event.turnId();
    if (turn == null) {
      return List.of();
    }
    if (event.payload() instanceof EventPayload.AssistantMessage message) {
      answer = message;
      return MediaFrames.of(event, message, frames.requestIds().of(turn), session());
    }
    if (event.payload() instanceof EventPayload.TurnStarted) {
      answer = null;
      return List.of(frames.started(turn));
    }
    return TurnHistory.isEnd(event.payload()) ? List.of(ended(event, turn)) : List.of();
  }

  private ServerFrame ended(Event event, TurnId turn) {
    ServerFrame frame = frames.ended(event, answerOf(event.payload(), turn));
    frames.requestIds().remove(turn);
    answer = null;
    return frame;
  }

  /** A client that joined late has not been sent the answer that a completed turn ends with. */
  private EventPayload.@Nullable AssistantMessage answerOf(EventPayload end, TurnId turn) {
    if (answer != null || !(end instanceof EventPayload.TurnCompleted)) {
      return answer;
    }
    return hub.history().outcomeOf(session().sessionId(), turn).answer();
  }

  /** How a live update is shown; null where the client has not the feature for it. */
  @Nullable ServerFrame ofUpdate(TurnId turn, TurnUpdate update) {
    return switch (update) {
      case TurnUpdate.Delta delta -> frames.delta(turn, delta.text());
      case TurnUpdate.Progress progress -> frames.progress(turn, progress);
      case TurnUpdate.Reasoning reasoning -> null;
      case TurnUpdate.ToolOutput output -> null;
    };
  }

  /** That a turn has ended, and its end could not be journalled. */
  ServerFrame lost(TurnId turn, String message) {
    return frames.failed(turn, "journal_failed", message);
  }
}
