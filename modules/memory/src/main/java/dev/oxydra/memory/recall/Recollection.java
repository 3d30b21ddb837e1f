package dev.oxydra.memory.recall;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.MemoryEvent.Place;
import dev.oxydra.types.NoteEvent;
import dev.oxydra.types.SessionId;
import java.util.List;
import java.util.Set;

/** Says what was recalled, from the journal: an event of it names only places. */
record Recollection(Journal journal, Notebook notes) {

  /**
   * What somebody saw who was shown a place.
   *
   * @param seq the event that says so
   */
  Echo of(Place place, long seq) {
    if (place.noteId() != null) {
      return new Echo(
          Set.of(Echo.ofNote(place.noteId())), Words.stems(notes.textBefore(place.noteId(), seq)));
    }
    SessionId session = place.sessionId();
    long at = place.seq() == null ? 0 : place.seq();
    return session == null
        ? new Echo(Set.of(), List.of())
        : new Echo(
            Set.of(Echo.ofEvent(at), Echo.ofSession(session.value())),
            Words.stems(text(session, at)));
  }

  private String text(SessionId session, long seq) {
    return journal.read(session, seq - 1, 1).stream()
        .filter(event -> event.seq() == seq)
        .map(event -> Said.text(event.payload()))
        .findFirst()
        .orElse("");
  }

  /** What a note's event says; empty for one that was forgotten. */
  static String noteText(Event event) {
    EventPayload payload = event.payload();
    return switch (payload) {
      case NoteEvent.Saved saved -> Said.known(saved.text());
      case NoteEvent.Updated updated -> Said.known(updated.text());
      default -> "";
    };
  }
}
