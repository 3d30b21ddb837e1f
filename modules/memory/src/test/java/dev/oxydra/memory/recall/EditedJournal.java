package dev.oxydra.memory.recall;

import dev.oxydra.testing.InMemoryJournal;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.Projections;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.SessionInfo;
import dev.oxydra.types.TurnId;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * A journal in memory in which events can be given another payload, as when they are forgotten. Two
 * that were made with the same salt and clock and then filled alike are equal.
 */
final class EditedJournal implements Journal {
  private final InMemoryJournal journal;
  private final long salt;
  private final Map<Long, EventPayload> edited = new ConcurrentHashMap<>();

  EditedJournal() {
    this(Clock.systemUTC());
  }

  EditedJournal(Clock clock) {
    this(clock, RandomGenerator.getDefault().nextLong());
  }

  EditedJournal(Clock clock, long salt) {
    this.journal = new InMemoryJournal(clock);
    this.salt = salt;
  }

  void edit(long seq, EventPayload payload) {
    edited.put(seq, payload);
  }

  private List<Event> edited(List<Event> events) {
    return events.stream().map(this::edited).toList();
  }

  private Event edited(Event event) {
    return new Event(
        event.seq(),
        new UUID(salt, event.seq()),
        event.ts(),
        event.sessionId(),
        event.turnId(),
        event.actor(),
        event.parent(),
        edited.getOrDefault(event.seq(), event.payload()));
  }

  @Override
  public List<Event> append(List<NewEvent> events) {
    return journal.append(events);
  }

  @Override
  public List<Event> read(SessionId session, long afterSeq, int limit) {
    return edited(journal.read(session, afterSeq, limit));
  }

  @Override
  public long lastSeq(SessionId session) {
    return journal.lastSeq(session);
  }

  @Override
  public Subscription subscribe(SessionId session, long afterSeq, Listener listener) {
    return journal.subscribe(session, afterSeq, listener);
  }

  @Override
  public List<SessionInfo> sessions() {
    return journal.sessions();
  }

  @Override
  public List<Event> unfinishedTurns() {
    return journal.unfinishedTurns();
  }

  @Override
  public boolean hasTurn(SessionId session, TurnId turn) {
    return journal.hasTurn(session, turn);
  }

  @Override
  public List<Event> turn(SessionId session, TurnId turn) {
    return edited(journal.turn(session, turn));
  }

  @Override
  public List<Event> readBefore(SessionId session, long beforeSeq, int limit) {
    return edited(journal.readBefore(session, beforeSeq, limit));
  }

  @Override
  public List<Event> readAll(long afterSeq, int limit) {
    return edited(journal.readAll(afterSeq, limit));
  }

  @Override
  public Event fork(
      SessionId from, long atSeq, SessionId fork, EventPayload.SessionCreated created) {
    return journal.fork(from, atSeq, fork, created);
  }

  @Override
  public Event delete(SessionId session, String actor) {
    return journal.delete(session, actor);
  }

  @Override
  public List<String> backupsOf(SessionId session) {
    return journal.backupsOf(session);
  }

  @Override
  public Subscription listen(Consumer<List<Event>> listener) {
    return journal.listen(listener);
  }

  @Override
  public Projections projections() {
    return journal.projections();
  }

  @Override
  public void close() {
    journal.close();
  }
}
