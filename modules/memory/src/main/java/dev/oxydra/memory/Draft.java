package dev.oxydra.memory;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventCodec;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.Uuid7;
import java.time.Instant;

/**
 * An event that is to be written, with its payload as JSON already: that is done by the thread that
 * appends, so that the one that writes only writes.
 */
record Draft(NewEvent event, String type, String json) {

  static Draft of(NewEvent event) {
    return new Draft(
        event, EventCodec.type(event.payload()), Utf8.json(EventCodec.write(event.payload())));
  }

  Event committed(long seq, Instant ts) {
    return new Event(
        seq,
        Uuid7.create(),
        ts,
        event.sessionId(),
        event.turnId(),
        event.actor(),
        null,
        event.payload());
  }
}
