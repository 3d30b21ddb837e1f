package dev.oxydra.memory;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Message;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.SessionId;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Makes a session of what was said elsewhere, at the times at which it was said. */
record Import(SessionId session, EventPayload.SessionCreated created, List<Imported> messages)
    implements Rewrite {

  @Override
  public Rewritten run(EventTable table, long lastSeq, Instant now) throws SQLException {
    if (table.database().number(Queries.LAST_SEQ, session.value()) != 0) {
      throw new IllegalArgumentException("There is a session " + session + " already");
    }
    List<Draft> drafts = new ArrayList<>();
    List<Event> events = new ArrayList<>();
    Instant first = messages.isEmpty() ? now : messages.getFirst().at();
    drafts.add(Draft.of(new NewEvent(session, null, "user", created)));
    events.add(drafts.getLast().committed(lastSeq + 1, first.truncatedTo(ChronoUnit.MILLIS)));
    for (Imported message : messages) {
      drafts.add(Draft.of(event(message)));
      events.add(
          drafts
              .getLast()
              .committed(lastSeq + drafts.size(), message.at().truncatedTo(ChronoUnit.MILLIS)));
    }
    table.insert(events, drafts);
    return new Rewritten(List.of(events.getFirst()), events.getLast().seq());
  }

  private NewEvent event(Imported message) {
    return switch (message.speaker()) {
      case USER ->
          new NewEvent(
              session, null, "user", new EventPayload.UserMessage(Message.user(message.text())));
      case ASSISTANT ->
          new NewEvent(
              session,
              null,
              created.agentName(),
              new EventPayload.AssistantMessage(
                  Message.assistant(message.text()), FinishReason.STOP));
      case TOOL -> throw new IllegalArgumentException("A tool says nothing to anybody");
    };
  }
}
