package dev.oxydra.testing;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.JournalException;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.Projections;
import dev.oxydra.types.QueuedTurn;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.SessionInfo;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.Uuid7;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A journal in memory, with the contract of the real one but for the disk. */
public final class InMemoryJournal implements Journal {
  private static final System.Logger LOG = System.getLogger(InMemoryJournal.class.getName());

  private final Clock clock;
  private final List<Event> events = new ArrayList<>();
  private final Set<InMemoryFollower> followers = ConcurrentHashMap.newKeySet();
  private final List<Consumer<List<Event>>> listeners = new CopyOnWriteArrayList<>();
  private final Projections projections = new InMemoryProjections(this::after);
  private long lastSeq;
  private @Nullable JournalException failure;
  private boolean closed;

  public InMemoryJournal() {
    this(Clock.systemUTC());
  }

  public InMemoryJournal(Clock clock) {
    this.clock = clock;
  }

  /** Lets every append fail with {@code failure} from now on, or none when it is null. */
  public synchronized void failAppends(@Nullable JournalException failure) {
    this.failure = failure;
  }

  /** All events of all sessions, in order. */
  public synchronized List<Event> events() {
    return List.copyOf(events);
  }

  @Override
  public synchronized List<Event> append(List<NewEvent> added) {
    refuseWrites();
    if (added.isEmpty()) {
      throw new IllegalArgumentException("Nothing to append");
    }
    return commit(added.stream().map(event -> next(event, null)).toList());
  }

  /** With the next place in the journal. */
  private Event next(NewEvent event, @Nullable Long parent) {
    return new Event(
        ++lastSeq,
        Uuid7.create(),
        clock.instant(),
        event.sessionId(),
        event.turnId(),
        event.actor(),
        parent,
        event.payload());
  }

  private List<Event> commit(List<Event> added) {
    events.addAll(added);
    notifyAll();
    listeners.forEach(listener -> tell(listener, added));
    return added;
  }

  private static void tell(Consumer<List<Event>> listener, List<Event> added) {
    try {
      listener.accept(added);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "A listener failed", e);
    }
  }

  private void refuseWrites() {
    refuseWhenClosed();
    if (failure != null) {
      throw new JournalException(failure.kind(), String.valueOf(failure.getMessage()), failure);
    }
  }

  private void refuseWhenClosed() {
    if (closed) {
      throw new JournalException(JournalException.Kind.CLOSED, "The journal is closed");
    }
  }

  @Override
  public synchronized List<Event> read(SessionId session, long afterSeq, int limit) {
    refuseWhenClosed();
    requireLimit(limit);
    return after(session, afterSeq, limit);
  }

  private static void requireLimit(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("The limit of a read must be 1 or more, not " + limit);
    }
  }

  synchronized List<Event> after(SessionId session, long afterSeq, int limit) {
    return allAfter(afterSeq).stream()
        .filter(event -> event.sessionId().equals(session))
        .limit(limit)
        .toList();
  }

  /** A copy, which the caller may read without the lock. */
  private synchronized List<Event> allAfter(long afterSeq) {
    int low = 0;
    int high = events.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (events.get(middle).seq() <= afterSeq) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return List.copyOf(events.subList(low, events.size()));
  }

  /** As projections ask for it. */
  private synchronized List<Event> after(long afterSeq) {
    refuseWhenClosed();
    return allAfter(afterSeq);
  }

  private List<Event> of(SessionId session) {
    return after(session, 0, Integer.MAX_VALUE);
  }

  @Override
  public synchronized List<Event> readAll(long afterSeq, int limit) {
    refuseWhenClosed();
    requireLimit(limit);
    return allAfter(afterSeq).stream().limit(limit).toList();
  }

  @Override
  public synchronized List<Event> readBefore(SessionId session, long beforeSeq, int limit) {
    refuseWhenClosed();
    requireLimit(limit);
    List<Event> before = of(session).stream().filter(event -> event.seq() < beforeSeq).toList();
    return before.subList(Math.max(0, before.size() - limit), before.size());
  }

  @Override
  public synchronized List<Event> turn(SessionId session, TurnId turn) {
    refuseWhenClosed();
    return of(session).stream().filter(event -> turn.equals(event.turnId())).toList();
  }

  @Override
  public synchronized long lastSeq(SessionId session) {
    refuseWhenClosed();
    List<Event> all = of(session);
    return all.isEmpty() ? 0 : all.getLast().seq();
  }

  @Override
  public synchronized Subscription subscribe(SessionId session, long afterSeq, Listener listener) {
    refuseWhenClosed();
    InMemoryFollower follower =
        new InMemoryFollower(this, session, afterSeq, lastSeq, listener, followers::remove);
    followers.add(follower);
    follower.start();
    return follower;
  }

  synchronized void awaitAfter(SessionId session, long cursor) throws InterruptedException {
    while (after(session, cursor, 1).isEmpty()) {
      wait();
    }
  }

  @Override
  public Subscription listen(Consumer<List<Event>> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  @Override
  public synchronized Event fork(
      SessionId from, long atSeq, SessionId fork, EventPayload.SessionCreated created) {
    refuseWrites();
    List<Event> past = of(from).stream().filter(event -> event.seq() <= atSeq).toList();
    if (past.isEmpty() || past.getLast().seq() != atSeq) {
      throw new IllegalArgumentException("Session " + from + " has no event " + atSeq);
    }
    if (!of(fork).isEmpty()) {
      throw new IllegalArgumentException("There is a session " + fork + " already");
    }
    List<Event> copy = new ArrayList<>();
    copy.add(next(new NewEvent(fork, null, "user", created), null));
    Event forked =
        next(new NewEvent(fork, null, "user", new EventPayload.SessionForked(from, atSeq)), null);
    copy.add(forked);
    past.stream()
        .filter(event -> InMemoryFork.isCopied(event, past))
        .forEach(event -> copy.add(copied(event, fork, copy)));
    commit(List.copyOf(copy));
    return forked;
  }

  private Event copied(Event event, SessionId fork, List<Event> copy) {
    EventPayload payload = InMemoryFork.payload(event, copy);
    return next(new NewEvent(fork, event.turnId(), event.actor(), payload), event.seq());
  }

  @Override
  public synchronized Event delete(SessionId session, String actor) {
    refuseWrites();
    if (of(session).stream().allMatch(InMemoryJournal::isDeletion)) {
      throw new IllegalArgumentException("There is no session " + session);
    }
    List<Event> deletions = new ArrayList<>();
    Deque<SessionId> left = new ArrayDeque<>(List.of(session));
    while (!left.isEmpty()) {
      SessionId each = left.remove();
      left.addAll(children(each));
      long count = of(each).stream().filter(event -> !isDeletion(event)).count();
      events.removeIf(event -> event.sessionId().equals(each));
      deletions.add(
          next(new NewEvent(each, null, actor, new EventPayload.SessionDeleted(count)), null));
    }
    return commit(List.copyOf(deletions)).getFirst();
  }

  private static boolean isDeletion(Event event) {
    return event.payload() instanceof EventPayload.SessionDeleted;
  }

  private List<SessionId> children(SessionId session) {
    return events.stream()
        .filter(event ->
            event.payload() instanceof EventPayload.SessionCreated created
                && session.equals(created.parent()))
        .map(Event::sessionId)
        .distinct()
        .toList();
  }

  /** Always none: nothing makes copies of it. */
  @Override
  public List<String> backupsOf(SessionId session) {
    return List.of();
  }

  @Override
  public Projections projections() {
    return projections;
  }

  @Override
  public List<SessionInfo> sessions() {
    return projections.sessions();
  }

  @Override
  public List<Event> unfinishedTurns() {
    return projections.queue().stream().map(QueuedTurn::submitted).toList();
  }

  @Override
  public synchronized boolean hasTurn(SessionId session, TurnId turn) {
    refuseWhenClosed();
    return events.stream()
        .anyMatch(event ->
            event.payload() instanceof EventPayload.TurnSubmitted
                && event.sessionId().equals(session)
                && turn.equals(event.turnId()));
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    followers.forEach(InMemoryFollower::close);
  }
}
