package dev.oxydra.testing;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.QueuedTurn;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which turns were submitted, started and ended, as their events say. */
final class InMemoryTurns {
  private final Map<SessionKey, Turn> turns = new TreeMap<>();

  private record Turn(
      @Nullable Event submitted, @Nullable String edited, boolean started, boolean ended) {
    static final Turn NONE = new Turn(null, null, false, false);

    boolean isOpen() {
      return submitted != null && !ended;
    }

    Turn submitted(Event event) {
      return submitted == null ? new Turn(event, edited, started, ended) : this;
    }

    Turn edited(String prompt) {
      return isOpen() ? new Turn(submitted, prompt, started, false) : this;
    }

    Turn begun() {
      return isOpen() ? new Turn(submitted, edited, true, false) : this;
    }

    Turn over() {
      return new Turn(submitted, null, started, true);
    }
  }

  void apply(Event event) {
    TurnId id = event.turnId();
    if (id == null) {
      return;
    }
    SessionKey key = new SessionKey(event.sessionId(), id.value());
    Turn before = turns.getOrDefault(key, Turn.NONE);
    Turn after =
        switch (event.payload()) {
          case EventPayload.TurnSubmitted it -> before.submitted(event);
          case EventPayload.TurnEdited it -> before.edited(it.prompt());
          case EventPayload.TurnStarted it -> before.begun();
          case EventPayload.TurnCompleted it -> before.over();
          case EventPayload.TurnCancelled it -> before.over();
          case EventPayload.TurnFailed it -> before.over();
          default -> before;
        };
    if (!after.equals(Turn.NONE)) {
      turns.put(key, after);
    }
  }

  /** A prompt that was forgotten, if it was edited: else its event says so. */
  void forget(long seq) {
    turns.replaceAll((key, turn) ->
        turn.isOpen()
                && Objects.requireNonNull(turn.submitted()).seq() == seq
                && turn.edited() != null
            ? turn.edited(MemoryEvent.FORGOTTEN)
            : turn);
  }

  void forget(SessionId session) {
    turns.keySet().removeIf(each -> each.session().equals(session));
  }

  void clear() {
    turns.clear();
  }

  List<QueuedTurn> queue() {
    List<QueuedTurn> queue = new ArrayList<>();
    for (Turn turn : turns.values()) {
      Event submitted = turn.submitted();
      if (turn.isOpen()
          && submitted != null
          && submitted.payload() instanceof EventPayload.TurnSubmitted it) {
        String prompt = turn.edited() == null ? it.prompt() : turn.edited();
        queue.add(new QueuedTurn(submitted, prompt, turn.started()));
      }
    }
    queue.sort(Comparator.comparingLong(turn -> turn.submitted().seq()));
    return queue;
  }

  Stream<String> dump() {
    return turns.entrySet().stream().map(InMemoryTurns::line);
  }

  private static String line(Map.Entry<SessionKey, Turn> entry) {
    Turn turn = entry.getValue();
    Event submitted = turn.submitted();
    return String.join(
        " ",
        "turn",
        entry.getKey().session().value(),
        entry.getKey().id(),
        String.valueOf(submitted == null ? null : submitted.seq()),
        String.valueOf(turn.started()),
        String.valueOf(turn.ended()),
        String.valueOf(turn.edited()));
  }
}
