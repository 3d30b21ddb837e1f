package dev.oxydra.runtime;

import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.Turn;
import java.util.Arrays;
import java.util.List;

/** Appends the events of one turn. */
record TurnRecord(Journal journal, Turn turn, String actor) {

  /** Appends all of them or none, and returns when they are committed. */
  void append(EventPayload... payloads) {
    append(Arrays.asList(payloads));
  }

  /** Appends all of them or none, and returns when they are committed. */
  void append(List<? extends EventPayload> payloads) {
    journal.append(payloads.stream().map(this::event).toList());
  }

  private NewEvent event(EventPayload payload) {
    String who = payload instanceof EventPayload.UserMessage ? "user" : actor;
    return new NewEvent(turn.sessionId(), turn.id(), who, payload);
  }
}
