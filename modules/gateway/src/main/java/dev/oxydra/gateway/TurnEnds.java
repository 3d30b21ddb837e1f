package dev.oxydra.gateway;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import java.util.concurrent.atomic.LongAdder;

/** Counts how turns end. */
final class TurnEnds {
  final LongAdder completed = new LongAdder();
  final LongAdder failed = new LongAdder();
  final LongAdder cancelled = new LongAdder();

  void note(Event event) {
    switch (event.payload()) {
      case EventPayload.TurnCompleted end -> completed.increment();
      case EventPayload.TurnFailed end -> failed.increment();
      case EventPayload.TurnCancelled end -> cancelled.increment();
      default -> {}
    }
  }
}
