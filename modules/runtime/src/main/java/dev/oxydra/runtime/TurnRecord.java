package dev.oxydra.runtime;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.Turn;
import java.util.Arrays;
import java.util.List;

/**
 * Appends the events of one turn.
 *
 * @param calls what it has really done
 */
record TurnRecord(Journal journal, Turn turn, String actor, CallLedger calls) {

  /** Of a turn; what it did in an earlier process counts. */
  static TurnRecord of(Journal journal, Turn turn, String actor) {
    TurnRecord record = new TurnRecord(journal, turn, actor, new CallLedger());
    if (turn.begun()) {
      journal.turn(turn.sessionId(), turn.id()).stream()
          .map(Event::payload)
          .forEach(record.calls::note);
    }
    return record;
  }

  /** Appends all of them or none, and returns when they are committed. */
  void append(EventPayload... payloads) {
    append(Arrays.asList(payloads));
  }

  /** Appends all of them or none, and returns when they are committed. */
  void append(List<? extends EventPayload> payloads) {
    journal.append(payloads.stream().map(this::event).toList());
    payloads.forEach(calls::note);
  }

  private NewEvent event(EventPayload payload) {
    String who = payload instanceof EventPayload.UserMessage ? "user" : actor;
    return new NewEvent(turn.sessionId(), turn.id(), who, payload);
  }
}
