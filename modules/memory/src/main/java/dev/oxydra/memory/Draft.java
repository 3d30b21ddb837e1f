package dev.oxydra.memory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventCodec;
import dev.oxydra.types.Json;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.Uuid7;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * An event that is to be written, with its payload as JSON already: that is done by the thread that
 * appends, so that the one that writes only writes.
 */
record Draft(NewEvent event, String type, String json) {

  static Draft of(NewEvent event) {
    return new Draft(event, EventCodec.type(event.payload()), json(event));
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

  /**
   * Text with half a surrogate pair has no UTF-8, and SQLite would be given question marks: escaped
   * it comes back as it was.
   */
  private static String json(NewEvent event) {
    JsonNode tree = EventCodec.write(event.payload());
    String json = Json.write(tree);
    if (StandardCharsets.UTF_8.newEncoder().canEncode(json)) {
      return json;
    }
    try {
      return Json.mapper()
          .writer()
          .with(JsonWriteFeature.ESCAPE_NON_ASCII)
          .writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("Can't write an event's payload as JSON", e);
    }
  }
}
