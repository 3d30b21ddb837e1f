package dev.oxydra.memory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventCodec;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.MemoryEvent.Forgotten;
import dev.oxydra.types.MemoryEvent.Place;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.NoteEvent;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Takes notes and messages out of the file, with what was derived from them. */
record Forgetting(List<Place> places, Path file) implements Rewrite {

  @Override
  public Rewritten run(EventTable table, long lastSeq, Instant now) throws SQLException {
    Database database = table.database();
    Lineage lineage = Lineage.of(places, database, file);
    List<EventPayload> done = new ArrayList<>();
    for (String note : lineage.notes()) {
      done.add(new NoteEvent.Deleted(note, List.copyOf(lineage.sources(note))));
    }
    done.add(forgotten(lineage));
    for (Event event : lineage.whole()) {
      update(database, event, Redaction.whole(event.payload()), lineage.texts());
    }
    for (Event event : lineage.copies()) {
      update(database, event, event.payload(), lineage.texts());
    }
    return append(table, done, lastSeq, now);
  }

  private static Forgotten forgotten(Lineage lineage) {
    return new Forgotten(
        List.copyOf(lineage.notes()),
        lineage.whole().stream().filter(Forgetting::isMessage).map(Event::seq).toList(),
        Stream.concat(
                lineage.whole().stream()
                    .filter(event -> !isMessage(event))
                    .filter(event -> !(event.payload() instanceof NoteEvent)),
                lineage.copies().stream())
            .map(Event::seq)
            .sorted()
            .toList());
  }

  private static boolean isMessage(Event event) {
    return event.payload() instanceof EventPayload.UserMessage
        || event.payload() instanceof EventPayload.AssistantMessage;
  }

  private static void update(
      Database database, Event event, EventPayload payload, List<String> texts)
      throws SQLException {
    JsonNode left = Redaction.without(texts, EventCodec.write(payload));
    database.update("UPDATE events SET payload = ? WHERE seq = ?", Utf8.json(left), event.seq());
  }

  private static Rewritten append(
      EventTable table, List<EventPayload> done, long lastSeq, Instant now) throws SQLException {
    List<Draft> drafts = new ArrayList<>();
    List<Event> events = new ArrayList<>();
    for (EventPayload payload : done) {
      drafts.add(Draft.of(new NewEvent(MemoryStore.SESSION, null, "user", payload)));
      events.add(drafts.getLast().committed(lastSeq + drafts.size(), now));
    }
    table.insert(events, drafts);
    return new Rewritten(events, events.getLast().seq());
  }

  @Override
  public boolean erases() {
    return true;
  }
}
