package dev.oxydra.memory.recall;

import dev.oxydra.memory.recall.RecallIndex.Erased;
import dev.oxydra.types.Event;
import dev.oxydra.types.Journal;
import dev.oxydra.types.MemoryEvent.Place;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.NoteEvent;
import dev.oxydra.types.SessionId;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/**
 * Takes out of the index what events took out of the journal, or of memory. A session of which
 * something goes is compared with the journal as a whole: what was said there is also the context
 * of what was said next.
 */
final class Erasing {
  private static final int AT_ONCE = 500;

  private final Journal journal;
  private final Store store;
  private final Recollection recollection;

  /** Each with the event because of which it is looked at. */
  private final Map<SessionId, Long> sessions = new LinkedHashMap<>();

  private final Map<String, Long> notes = new LinkedHashMap<>();
  private final Map<String, Long> gone = new LinkedHashMap<>();
  private final Map<Long, Erased> erased = new LinkedHashMap<>();

  Erasing(Journal journal, Store store, Recollection recollection) {
    this.journal = journal;
    this.store = store;
    this.recollection = recollection;
  }

  boolean isNeeded() {
    return !erased.isEmpty();
  }

  /** A session was deleted, of which searches see everything. */
  void session(long seq, SessionId session) throws IOException {
    gone.putIfAbsent(Echo.ofSession(session.value()), seq);
    erased.put(seq, count(ofSession(session)));
    store.delete(ofSession(session));
  }

  /** Notes were deleted, and messages lost their text or are not to be found any more. */
  void forget(long seq, List<String> deleted, List<Long> messages) {
    erased.put(seq, Erased.NOTHING);
    deleted.forEach(note -> notes.putIfAbsent(note, seq));
    for (long message : messages) {
      gone.putIfAbsent(Echo.ofEvent(message), seq);
      for (Event event : journal.readAll(message - 1, 1)) {
        if (event.seq() == message) {
          affected(seq, event);
        }
      }
    }
  }

  private void affected(long seq, Event event) {
    if (event.payload() instanceof NoteEvent note) {
      notes.putIfAbsent(note.noteId(), seq);
    } else if (!event.sessionId().equals(MemoryStore.SESSION)) {
      sessions.putIfAbsent(event.sessionId(), seq);
    }
  }

  /**
   * Does it, when searches see everything.
   *
   * @param upTo the last event that the index has taken in
   * @param followed is told the sessions as they are at that place
   * @return what each event took out
   */
  Map<Long, Erased> finish(long upTo, BiConsumer<SessionId, Conversation> followed)
      throws IOException {
    notes.forEach((note, seq) -> gone.putIfAbsent(Echo.ofNote(note), seq));
    addRepeating();
    for (Map.Entry<String, Long> note : notes.entrySet()) {
      add(note.getValue(), replace(recollection.notes().unit(note.getKey())));
    }
    for (Map.Entry<SessionId, Long> session : sessions.entrySet()) {
      Conversation conversation = Conversation.fromStart(session.getKey(), recollection);
      add(session.getValue(), compare(session.getKey(), conversation, upTo));
      followed.accept(session.getKey(), conversation);
    }
    return erased;
  }

  private void add(long seq, Erased more) {
    erased.merge(seq, more, Erased::plus);
  }

  /** The sessions with messages of which something was left out that repeats what is gone. */
  private void addRepeating() throws IOException {
    Query query =
        new TermInSetQuery(Documents.ECHOES, gone.keySet().stream().map(BytesRef::new).toList());
    for (Document echo : store.all(query)) {
      long seq =
          Documents.echoes(echo).stream()
              .map(gone::get)
              .filter(Objects::nonNull)
              .findFirst()
              .orElseThrow();
      sessions.putIfAbsent(Objects.requireNonNull(Documents.place(echo).sessionId()), seq);
    }
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

  /** Makes the index say of a session what the journal says of it. */
  private Erased compare(SessionId session, Conversation conversation, long upTo)
      throws IOException {
    Set<Long> left = new HashSet<>();
    for (Document document : store.all(ofSession(session))) {
      left.add(Objects.requireNonNull(Documents.place(document).seq()));
    }
    Erased all = Erased.NOTHING;
    for (long after = 0; after < upTo; ) {
      List<Event> events = journal.read(session, after, AT_ONCE);
      for (Event event : events) {
        Unit unit = event.seq() <= upTo ? conversation.accept(event) : null;
        if (unit != null) {
          left.remove(event.seq());
          all = all.plus(replace(unit));
        }
      }
      after = events.size() < AT_ONCE ? upTo : events.getLast().seq();
    }
    for (long message : left) {
      all = all.plus(replace(new Unit(Place.ofMessage(session, message), List.of())));
    }
    return all;
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
