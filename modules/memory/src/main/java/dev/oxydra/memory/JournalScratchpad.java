package dev.oxydra.memory;

import dev.oxydra.types.Journal;
import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.Scratchpad;
import dev.oxydra.types.SessionId;
import java.util.List;

/** Scratchpads that are events of their sessions. */
public record JournalScratchpad(Journal journal) implements Scratchpad {
  private static final String ACTOR = "agent";

  @Override
  public List<String> read(SessionId session) {
    return journal.projections().scratchpad(session);
  }

  @Override
  public void write(SessionId session, List<String> items) {
    journal.append(
        List.of(new NewEvent(session, null, ACTOR, new MemoryEvent.ScratchpadWritten(items))));
  }
}
