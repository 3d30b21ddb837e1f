package dev.oxydra.gateway;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventCodec;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Json;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Writes {@code event} frames, of which a replay has very many, without a tree of JSON in between.
 */
final class EventEncoder {
  private EventEncoder() {}

  /** The frame as a {@link WebSocketText}. */
  static byte[] encode(Event event) {
    // Of characters: a generator of bytes would escape what is not in the first 65,536 of them.
    var out = new StringWriter(1024);
    try (JsonGenerator json = Json.mapper().createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("type", "event");
      json.writeObjectFieldStart("payload");
      write(event, json);
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("Can't write event " + event.seq() + " as JSON", e);
    }
    return WebSocketText.of(out.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void write(Event event, JsonGenerator json) throws IOException {
    json.writeNumberField("seq", event.seq());
    json.writeStringField("id", event.id().toString());
    json.writeStringField("ts", event.ts().toString());
    json.writeStringField("session_id", event.sessionId().value());
    if (event.turnId() != null) {
      json.writeStringField("turn_id", event.turnId().value());
    }
    json.writeStringField("actor", event.actor());
    json.writeStringField("type", EventCodec.type(event.payload()));
    if (event.parent() != null) {
      json.writeNumberField("parent", event.parent());
    }
    json.writeFieldName("payload");
    Json.mapper()
        .writeValue(
            json,
            event.payload() instanceof EventPayload.Unknown unknown
                ? unknown.json()
                : event.payload());
  }
}
