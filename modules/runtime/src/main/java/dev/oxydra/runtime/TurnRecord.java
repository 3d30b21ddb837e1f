package dev.oxydra.runtime;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.Turn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Appends the events of one turn.
 *
 * @param calls what it has really done
 * @param held what is appended with what comes next
 */
record TurnRecord(
    Journal journal, Turn turn, String actor, CallLedger calls, Queue<EventPayload> held) {

  /** Of a turn; what it did in an earlier process counts. */
  static TurnRecord of(Journal journal, Turn turn, String actor) {
    TurnRecord record =
        new TurnRecord(journal, turn, actor, new CallLedger(), new ConcurrentLinkedQueue<>());
    if (turn.begun()) {
      journal.turn(turn.sessionId(), turn.id()).stream()
          .map(Event::payload)
          .forEach(record.calls::note);
    }
    return record;
  }

  /** Appends these with what is appended next, before it. Nobody may rely on them until then. */
  void hold(EventPayload... payloads) {
    held.addAll(Arrays.asList(payloads));
  }

  /** Appends all of them or none, and returns when they are committed. */
  void append(EventPayload... payloads) {
    append(Arrays.asList(payloads));
  }

  /** Appends all of them or none, and returns when they are committed. */
  void append(List<? extends EventPayload> payloads) {
    List<EventPayload> all = new ArrayList<>();
    for (EventPayload next = held.poll(); next != null; next = held.poll()) {
      all.add(next);
    }
    all.addAll(payloads);
    journal.append(all.stream().map(this::event).toList());
    all.forEach(calls::note);
  }

  private NewEvent event(EventPayload payload) {
    String who = payload instanceof EventPayload.UserMessage ? "user" : actor;
    return new NewEvent(turn.sessionId(), turn.id(), who, payload);
  }
}
