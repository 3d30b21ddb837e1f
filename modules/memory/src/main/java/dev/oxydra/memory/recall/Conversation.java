package dev.oxydra.memory.recall;

import dev.oxydra.memory.recall.Passage.Line;
import dev.oxydra.memory.recall.Passage.NoteFacts;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.MemoryEvent.Place;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One session, followed event by event: makes passages of its messages. */
final class Conversation {
  private static final int AT_ONCE = 100;

  /** Turns of a session run one after the other. */
  private static final int TURNS = 8;

  private final SessionId session;
  private final Recollection recollection;
  private final List<Line> context = new ArrayList<>();
  private final Map<TurnId, TurnFacts> turns =
      new LinkedHashMap<>(TURNS, 1, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TurnId, TurnFacts> eldest) {
          return size() > TURNS;
        }
      };

  private Conversation(SessionId session, Recollection recollection) {
    this.session = session;
    this.recollection = recollection;
  }

  /** A session of which nothing was seen yet. */
  static Conversation fromStart(SessionId session, Recollection recollection) {
    return new Conversation(session, recollection);
  }

  /** A session as if all events before a place had been seen. */
  static Conversation from(SessionId session, Recollection recollection, long seq) {
    Conversation conversation = new Conversation(session, recollection);
    long before = seq;
    while (conversation.context.size() < Passage.CONTEXT) {
      List<Event> events = recollection.journal().readBefore(session, before, AT_ONCE);
      if (events.isEmpty()) {
        break;
      }
      events.reversed().forEach(conversation::precede);
      before = events.getFirst().seq();
    }
    return conversation;
  }

  private void precede(Event event) {
    String speaker = speaker(event);
    if (speaker != null && context.size() < Passage.CONTEXT) {
      TurnFacts facts = factsBefore(event);
      List<Line> lines =
          Chunker.split(Said.text(event.payload())).stream()
              .filter(text -> speaker.equals(Said.USER) || facts.echoed(text).isEmpty())
              .map(text -> new Line(speaker, text))
              .toList();
      context.addAll(0, lines);
      trim();
    }
  }

  private void trim() {
    while (context.size() > Passage.CONTEXT) {
      context.removeFirst();
    }
  }

  private @Nullable String speaker(Event event) {
    return recollection.notes().isWithdrawn(event.seq()) ? null : Said.speaker(event);
  }

  /**
   * Takes in the next event.
   *
   * @return what it gives the index; null for nothing
   */
  @Nullable Unit accept(Event event) {
    TurnId turn = event.turnId();
    if (turn != null && event.payload() instanceof EventPayload.TurnSubmitted) {
      turns.computeIfAbsent(turn, id -> new TurnFacts(recollection));
    } else if (event.payload() instanceof EventPayload.ToolResulted
        || event.payload() instanceof MemoryEvent.Recalled) {
      facts(event).add(event);
    }
    String speaker = speaker(event);
    return speaker == null ? null : unit(event, speaker);
  }

  private TurnFacts facts(Event event) {
    TurnId turn = event.turnId();
    if (turn == null) {
      return new TurnFacts(recollection);
    }
    TurnFacts known = turns.get(turn);
    if (known == null) {
      known = factsBefore(event);
      turns.put(turn, known);
    }
    return known;
  }

  private TurnFacts factsBefore(Event event) {
    TurnFacts facts = new TurnFacts(recollection);
    if (event.turnId() != null) {
      recollection.journal().turn(session, event.turnId()).stream()
          .filter(earlier -> earlier.seq() < event.seq())
          .forEach(facts::add);
    }
    return facts;
  }

  private Unit unit(Event event, String speaker) {
    boolean own = speaker.equals(Said.USER);
    TurnFacts facts = own ? new TurnFacts(recollection) : facts(event);
    Place place = Place.ofMessage(session, event.seq());
    Instant at = Instant.ofEpochMilli(event.ts().toEpochMilli());
    List<Passage> passages = new ArrayList<>();
    SortedSet<String> echoes = new TreeSet<>();
    List<String> parts = Chunker.split(Said.text(event.payload()));
    for (int part = 0; part < parts.size(); part++) {
      Line line = new Line(speaker, parts.get(part));
      Set<String> repeated = facts.echoed(line.text());
      if (repeated.isEmpty()) {
        passages.add(
            new Passage(place, part, line, facts.source(speaker), at, context, NoteFacts.NONE));
        context.add(line);
        trim();
      }
      echoes.addAll(repeated);
    }
    return new Unit(place, passages, echoes);
  }
}
