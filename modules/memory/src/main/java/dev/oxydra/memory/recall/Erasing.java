package dev.oxydra.memory.recall;

import dev.oxydra.memory.recall.RecallIndex.Erased;
import dev.oxydra.types.Event;
import dev.oxydra.types.Journal;
import dev.oxydra.types.MemoryEvent.Place;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.NoteEvent;
import dev.oxydra.types.SessionId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/**
 * Takes out of the index what an event took out of the journal, or of memory. A session of which
 * something goes is compared with the journal as a whole: what was said there is also the context
 * of what was said next.
 *
 * @param seq the event
 * @param followed is told the sessions as they are at that place
 */
record Erasing(
    Journal journal,
    Store store,
    Recollection recollection,
    long seq,
    BiConsumer<SessionId, Conversation> followed) {
  private static final int AT_ONCE = 500;

  /** A session was deleted. */
  Erased session(SessionId session) throws IOException {
    Set<SessionId> repeating = repeating(List.of(Echo.ofSession(session.value())));
    repeating.remove(session);
    Erased erased = count(ofSession(session));
    store.delete(ofSession(session));
    return compareAll(repeating, erased);
  }

  /** Notes were deleted, and messages lost their text or are not to be found any more. */
  Erased forget(List<String> notes, List<Long> messages) throws IOException {
    List<String> gone = new ArrayList<>();
    Set<SessionId> sessions = new LinkedHashSet<>();
    Set<String> changed = new LinkedHashSet<>(notes);
    for (long message : messages) {
      gone.add(Echo.ofEvent(message));
      for (Event event : journal.readAll(message - 1, 1)) {
        if (event.seq() == message) {
          affected(event, sessions, changed);
        }
      }
    }
    changed.forEach(note -> gone.add(Echo.ofNote(note)));
    sessions.addAll(repeating(gone));
    Erased erased = Erased.NOTHING;
    for (String note : changed) {
      erased = erased.plus(replace(recollection.notes().unit(note)));
    }
    return compareAll(sessions, erased);
  }

  private static void affected(Event event, Set<SessionId> sessions, Set<String> notes) {
    if (event.payload() instanceof NoteEvent note) {
      notes.add(note.noteId());
    } else if (!event.sessionId().equals(MemoryStore.SESSION)) {
      sessions.add(event.sessionId());
    }
  }

  /** The sessions with messages of which something was left out that repeats one of these. */
  private Set<SessionId> repeating(List<String> gone) throws IOException {
    Query query = new TermInSetQuery(Documents.ECHOES, gone.stream().map(BytesRef::new).toList());
    return store.all(query).stream()
        .map(document -> Documents.place(document).sessionId())
        .filter(Objects::nonNull)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static Query ofSession(SessionId session) {
    return new TermQuery(new Term(Documents.SESSION, session.value()));
  }

  private Erased count(Query query) throws IOException {
    int passages = 0;
    int vectors = 0;
    for (Document document : store.all(query)) {
      if (!Documents.isEcho(document)) {
        passages++;
        vectors += document.get(Documents.MODEL) == null ? 0 : 1;
      }
    }
    return new Erased(passages, vectors);
  }

  private Erased compareAll(Set<SessionId> sessions, Erased before) throws IOException {
    Erased erased = before;
    for (SessionId session : sessions) {
      erased = erased.plus(compare(session));
    }
    return erased;
  }

  /** Makes the index say of a session what the journal says of it up to the event. */
  private Erased compare(SessionId session) throws IOException {
    Set<Long> left = new HashSet<>();
    for (Document document : store.all(ofSession(session))) {
      left.add(Objects.requireNonNull(Documents.place(document).seq()));
    }
    Erased erased = Erased.NOTHING;
    Conversation conversation = Conversation.fromStart(session, recollection);
    for (long after = 0; after < seq; ) {
      List<Event> events = journal.read(session, after, AT_ONCE);
      for (Event event : events) {
        Unit unit = event.seq() <= seq ? conversation.accept(event) : null;
        if (unit != null) {
          left.remove(event.seq());
          erased = erased.plus(replace(unit));
        }
      }
      after = events.size() < AT_ONCE ? seq : events.getLast().seq();
    }
    for (long gone : left) {
      erased = erased.plus(replace(new Unit(Place.ofMessage(session, gone), List.of())));
    }
    followed.accept(session, conversation);
    return erased;
  }

  /** Replaces what differs; what doesn't keeps its vectors. */
  private Erased replace(Unit unit) throws IOException {
    Store.Kept kept = store.kept(unit.key());
    if (kept.passages().equals(unit.passages()) && kept.echoes().equals(unit.echoes())) {
      return Erased.NOTHING;
    }
    store.replace(unit);
    int fewer = kept.passages().size() - unit.passages().size();
    return fewer > 0 ? new Erased(fewer, Math.min(fewer, kept.vectors())) : Erased.NOTHING;
  }
}
