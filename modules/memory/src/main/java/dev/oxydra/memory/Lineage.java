package dev.oxydra.memory;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Json;
import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.MemoryEvent.Place;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.NoteEvent;
import dev.oxydra.types.NoteEvent.Origin;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What has to go with notes and messages that are forgotten: the notes that they had replaced or
 * that were taken from them, their copies in forks, what was answered to them in the same words,
 * and every event that repeats their text.
 */
final class Lineage {
  /** What is shorter is found in texts that have nothing to do with it. */
  private static final int SHORTEST_TEXT = 12;

  /** The same for a part of a message, and for a message that would go as a whole. */
  private static final int SHORTEST_PART = 24;

  /** How much of a text must be in an answer that is derived from it. */
  private static final double ANSWERED = 0.6;

  /** How much of a note must be in the message that it was taken from. */
  private static final double TAKEN = 0.5;

  private static final String SELECT =
      "SELECT seq, id, ts, session_id, turn_id, actor, type, parent, payload FROM events";

  private final Database database;
  private final Path file;
  private final Map<String, NoteHistory> all = new TreeMap<>();
  private final Set<String> notes = new LinkedHashSet<>();

  /** Which lose all of their text, by their places. */
  private final Map<Long, Event> whole = new TreeMap<>();

  /** Which lose what they repeat. */
  private final Map<Long, Event> copies = new TreeMap<>();

  private final Set<String> texts = new LinkedHashSet<>();

  /** How a note was taken, the last time, and all of its events. */
  private record NoteHistory(NoteEvent.Saved saved, List<Event> events) {
    String text() {
      return Lineage.text(events.getLast());
    }
  }

  private Lineage(Database database, Path file) {
    this.database = database;
    this.file = file;
  }

  /**
   * Of these notes and messages.
   *
   * @throws IllegalArgumentException when one of them isn't there
   */
  static Lineage of(List<Place> places, Database database, Path file) throws SQLException {
    Lineage lineage = new Lineage(database, file);
    lineage.readNotes();
    for (Place place : places) {
      lineage.add(place);
    }
    lineage.addNotesOfMessages();
    lineage.addReplaced();
    lineage.addFamily();
    lineage.addRepeated();
    lineage.addAnswers();
    lineage.addFamily();
    lineage.addRepeated();
    lineage.addSummaries();
    return lineage;
  }

  /** The ids of the notes. */
  Set<String> notes() {
    return notes;
  }

  Collection<Event> whole() {
    return whole.values();
  }

  Collection<Event> copies() {
    return copies.values();
  }

  List<String> texts() {
    return List.copyOf(texts);
  }

  private List<Event> events(String where, @Nullable Object... arguments) throws SQLException {
    return database
        .query(SELECT + " WHERE " + where + " ORDER BY seq", EventRow::of, arguments)
        .stream()
        .map(row -> row.decode(file))
        .toList();
  }

  private void readNotes() throws SQLException {
    for (Event event : events("session_id = ?", MemoryStore.SESSION.value())) {
      switch (event.payload()) {
        case NoteEvent.Saved it -> {
          NoteHistory before = all.get(it.noteId());
          List<Event> events = before == null ? new ArrayList<>() : before.events();
          events.add(event);
          all.put(it.noteId(), new NoteHistory(it, events));
        }
        case NoteEvent.Updated it -> {
          NoteHistory history = all.get(it.noteId());
          if (history != null) {
            history.events().add(event);
          }
        }
        case NoteEvent.Deleted it -> all.remove(it.noteId());
        default -> {}
      }
    }
  }

  private void add(Place place) throws SQLException {
    String note = place.noteId();
    if (note != null) {
      if (!all.containsKey(note)) {
        throw new IllegalArgumentException("There is no note " + note);
      }
      notes.add(note);
      return;
    }
    List<Event> found =
        events(
            "seq = ? AND session_id = ? AND type IN ('message.user', 'message.assistant')",
            place.seq(),
            Objects.requireNonNull(place.sessionId()).value());
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "There is no message %d in session %s".formatted(place.seq(), place.sessionId()));
    }
    whole.put(found.getFirst().seq(), found.getFirst());
  }

  private void addNotesOfMessages() {
    for (Event message : whole.values()) {
      Likeness said = Likeness.of(text(message));
      all.forEach((id, history) -> {
        if (isOf(history.saved().origin(), message)
            && Likeness.of(history.text()).within(said) >= TAKEN) {
          notes.add(id);
        }
      });
    }
  }

  private static boolean isOf(@Nullable Origin origin, Event message) {
    return origin != null
        && origin.turnId() != null
        && origin.turnId().equals(message.turnId())
        && message.sessionId().equals(origin.sessionId());
  }

  private void addReplaced() {
    Deque<String> left = new ArrayDeque<>(notes);
    while (!left.isEmpty()) {
      NoteHistory history = all.get(left.remove());
      if (history == null) {
        continue;
      }
      notes.add(history.saved().noteId());
      history.events().forEach(event -> whole.put(event.seq(), event));
      if (history.saved().supersedes() != null) {
        left.add(history.saved().supersedes());
      }
    }
  }

  /** Copies and originals of a fork: all of them go. */
  private void addFamily() throws SQLException {
    int before;
    do {
      before = whole.size();
      String places = Json.write(whole.keySet());
      List<Long> originals =
          whole.values().stream().map(Event::parent).filter(Objects::nonNull).toList();
      addWhole(events("parent IN (SELECT value FROM json_each(?))", places));
      addWhole(events("seq IN (SELECT value FROM json_each(?))", Json.write(originals)));
    } while (whole.size() > before);
  }

  private void addWhole(List<Event> events) {
    events.forEach(event -> whole.putIfAbsent(event.seq(), event));
  }

  private void collectTexts() {
    for (Event event : whole.values()) {
      String text = text(event);
      if (text.length() >= SHORTEST_TEXT && !text.equals(MemoryEvent.FORGOTTEN)) {
        texts.add(text);
        text.lines()
            .map(String::strip)
            .filter(line -> line.length() >= SHORTEST_PART)
            .forEach(texts::add);
      }
    }
  }

  /** In the turn in which it was said, and in those that were shown it. */
  private void addAnswers() throws SQLException {
    List<Event> recalled = events("type = 'memory.recalled'");
    for (Event event : List.copyOf(whole.values())) {
      Likeness said = Likeness.of(text(event));
      if (event.payload() instanceof EventPayload.UserMessage) {
        addPrompts(event);
        addAnswers(event, said);
      }
      for (Event shown : recalled) {
        if (((MemoryEvent.Recalled) shown.payload()).items().contains(place(event))) {
          addAnswers(shown, said);
        }
      }
      for (Event copy : List.copyOf(copies.values())) {
        if (copy.payload() instanceof EventPayload.ToolResulted) {
          addAnswers(copy, said);
        }
      }
    }
  }

  private void addAnswers(Event turnOf, Likeness said) throws SQLException {
    for (Event answer : ofTurn(turnOf, "'message.assistant'")) {
      if (said.within(Likeness.of(text(answer))) >= ANSWERED) {
        whole.put(answer.seq(), answer);
      }
    }
  }

  /** What the same turn's events say in the same words, however short. */
  private void addPrompts(Event message) throws SQLException {
    for (Event event :
        ofTurn(message, "'turn.submitted', 'turn.edited', 'turn.steered', 'message.user'")) {
      if (text(event).equals(text(message)) || event.payload() instanceof EventPayload.TurnEdited) {
        whole.put(event.seq(), event);
      }
    }
  }

  private List<Event> ofTurn(Event event, String types) throws SQLException {
    return event.turnId() == null
        ? List.of()
        : events(
            "session_id = ? AND turn_id = ? AND type IN (" + types + ")",
            event.sessionId().value(),
            event.turnId().value());
  }

  private static Place place(Event event) {
    return event.payload() instanceof NoteEvent note
        ? Place.ofNote(note.noteId())
        : Place.ofMessage(event.sessionId(), event.seq());
  }

  private void addRepeated() throws SQLException {
    collectTexts();
    String quoted = Json.write(texts.stream().map(TextNode::valueOf).map(Lineage::inJson).toList());
    for (Event event :
        events(
            "type NOT LIKE 'session.%' AND type NOT LIKE 'note.%' AND EXISTS"
                + " (SELECT 1 FROM json_each(?) WHERE instr(payload, value) > 0)",
            quoted)) {
      if (repeats(text(event))) {
        whole.putIfAbsent(event.seq(), event);
      } else if (texts.stream().noneMatch(text(event)::contains)) {
        // It is elsewhere: in the arguments of a call, or in what isn't said by anybody.
        copies.put(event.seq(), event);
      }
    }
    copies.keySet().removeAll(whole.keySet());
  }

  /** What was written from a message in words of its own, by the place that it covers. */
  private void addSummaries() throws SQLException {
    for (Event event : Stream.concat(whole.values().stream(), copies.values().stream()).toList()) {
      addWhole(
          events(
              "session_id = ? AND type = 'summary.written' AND seq > ?"
                  + " AND json_extract(payload, '$.up_to_seq') >= ?",
              event.sessionId().value(),
              event.seq(),
              event.seq()));
    }
    copies.keySet().removeAll(whole.keySet());
  }

  private static String inJson(TextNode text) {
    String json = Utf8.json(text);
    return json.substring(1, json.length() - 1);
  }

  private boolean repeats(String said) {
    return texts.stream()
        .anyMatch(
            text -> said.equals(text) || (text.length() >= SHORTEST_PART && said.contains(text)));
  }

  /** What an event says that can be forgotten as a whole. */
  static String text(Event event) {
    return switch (event.payload()) {
      case EventPayload.UserMessage it -> it.message().text();
      case EventPayload.AssistantMessage it -> it.message().text();
      case EventPayload.TurnSubmitted it -> it.prompt();
      case EventPayload.TurnEdited it -> it.prompt();
      case EventPayload.TurnSteered it -> it.prompt();
      case EventPayload.SummaryWritten it -> it.text();
      case NoteEvent.Saved it -> it.text();
      case NoteEvent.Updated it -> it.text();
      default -> "";
    };
  }

  /**
   * The messages that a note was taken from, and that stay.
   *
   * @return their places, in order
   */
  Set<Long> sources(String note) throws SQLException {
    NoteHistory history = Objects.requireNonNull(all.get(note));
    Set<Long> sources = new TreeSet<>();
    Likeness taken = Likeness.of(history.text());
    for (Event event : history.events()) {
      Origin origin =
          event.payload() instanceof NoteEvent.Updated it ? it.origin() : history.saved().origin();
      sources.addAll(sources(origin, taken));
    }
    return sources;
  }

  private Set<Long> sources(@Nullable Origin origin, Likeness taken) throws SQLException {
    Set<Long> sources = new HashSet<>();
    if (origin == null || origin.sessionId() == null || origin.turnId() == null) {
      return sources;
    }
    for (Event message :
        events(
            "session_id = ? AND turn_id = ? AND type IN ('message.user', 'message.assistant')",
            origin.sessionId().value(),
            origin.turnId().value())) {
      if (!whole.containsKey(message.seq()) && taken.within(Likeness.of(text(message))) >= TAKEN) {
        sources.add(message.seq());
      }
    }
    return sources;
  }
}
