package dev.oxydra.runtime;

import dev.oxydra.types.ActorEvent;
import dev.oxydra.types.Delegation;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.ToolResult.Outcome;
import dev.oxydra.types.TurnId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What agents have said in the end, and no result of a call has told the model. */
final class Untold {
  private final Map<SessionId, Told> ends = new LinkedHashMap<>();

  private record Told(@Nullable TurnId turn, String text) {}

  /** Whether this says something of whether an agent was heard. */
  static boolean hasToKnow(Event event) {
    return switch (event.payload()) {
      case ActorEvent actor -> true;
      case EventPayload.TurnStarted started -> true;
      case EventPayload.ToolResulted result -> result.name().equals(Delegation.TOOL);
      default -> false;
    };
  }

  /**
   * Takes note of an event.
   *
   * @return what a turn that begins with it is told of earlier ones' agents
   */
  List<String> after(Event event) {
    switch (event.payload()) {
      case ActorEvent actor -> note(event, actor);
      case EventPayload.ToolResulted result -> told(event, result);
      case EventPayload.TurnStarted started -> {
        return take(event.turnId());
      }
      default -> {}
    }
    return List.of();
  }

  private void note(Event event, ActorEvent actor) {
    switch (actor) {
      case ActorEvent.Stopped(SessionId child, String result) ->
          ends.put(child, new Told(event.turnId(), result));
      case ActorEvent.Failed(SessionId child, String reason, String message) ->
          ends.put(child, new Told(event.turnId(), message));
      case ActorEvent.Started e -> {}
      case ActorEvent.Escalated e -> {}
    }
  }

  /** A call has told what its child said, unless it broke off. */
  private void told(Event event, EventPayload.ToolResulted result) {
    TurnId turn = event.turnId();
    boolean heard = result.outcome() == Outcome.OK || result.outcome() == Outcome.ERROR;
    if (turn != null && heard && result.name().equals(Delegation.TOOL)) {
      ends.remove(Children.session(event.sessionId(), turn, result.callId()));
    }
  }

  /** What earlier turns were not told, oldest first. It is told with this. */
  private List<String> take(@Nullable TurnId current) {
    List<Map.Entry<SessionId, Told>> missed =
        ends.entrySet().stream()
            .filter(end -> !Objects.equals(end.getValue().turn(), current))
            .toList();
    missed.forEach(end -> ends.remove(end.getKey()));
    return missed.stream()
        .map(end ->
            "[An agent that you had asked, in session %s, ended when nobody listened any more. It said:]\n%s"
                .formatted(end.getKey(), end.getValue().text()))
        .toList();
  }
}
