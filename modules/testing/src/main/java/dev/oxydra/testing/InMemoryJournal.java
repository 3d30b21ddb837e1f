package dev.oxydra.testing;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.JournalException;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.SessionInfo;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.Uuid7;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A journal in memory, with the contract of the real one but for the disk. */
public final class InMemoryJournal implements Journal {
  private final Clock clock;
  private final List<Event> events = new ArrayList<>();
  private final Set<Follower> followers = ConcurrentHashMap.newKeySet();
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
    refuseWhenClosed();
    if (failure != null) {
      throw new JournalException(failure.kind(), String.valueOf(failure.getMessage()), failure);
    }
    if (added.isEmpty()) {
      throw new IllegalArgumentException("Nothing to append");
    }
    int from = events.size();
    for (NewEvent event : added) {
      events.add(
          new Event(
              events.size() + 1L,
              Uuid7.create(),
              clock.instant(),
              event.sessionId(),
              event.turnId(),
              event.actor(),
              null,
              event.payload()));
    }
    notifyAll();
    return List.copyOf(events.subList(from, events.size()));
  }

  private void refuseWhenClosed() {
    if (closed) {
      throw new JournalException(JournalException.Kind.CLOSED, "The journal is closed");
    }
  }

  @Override
  public synchronized List<Event> read(SessionId session, long afterSeq, int limit) {
    refuseWhenClosed();
    if (limit < 1) {
      throw new IllegalArgumentException("The limit of a read must be 1 or more, not " + limit);
    }
    return after(session, afterSeq, limit);
  }

  private synchronized List<Event> after(SessionId session, long afterSeq, int limit) {
    int from = Math.clamp(afterSeq, 0, events.size());
    return events.subList(from, events.size()).stream()
        .filter(event -> event.sessionId().equals(session))
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized Subscription subscribe(SessionId session, long afterSeq, Listener listener) {
    refuseWhenClosed();
    Follower follower = new Follower(session, afterSeq, listener);
    followers.add(follower);
    follower.thread.start();
    return follower;
  }

  private synchronized void awaitAfter(SessionId session, long cursor) throws InterruptedException {
    while (after(session, cursor, 1).isEmpty()) {
      wait();
    }
  }

  private static void joinUninterruptibly(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public synchronized List<SessionInfo> sessions() {
    refuseWhenClosed();
    LinkedHashMap<SessionId, SessionInfo> sessions = new LinkedHashMap<>();
    for (Event event : events) {
      SessionInfo known = sessions.remove(event.sessionId());
      SessionInfo now = known == null ? created(event) : active(known, event.ts());
      if (now != null) {
        sessions.putLast(event.sessionId(), now);
      }
    }
    return List.copyOf(sessions.sequencedValues().reversed());
  }

  private static @Nullable SessionInfo created(Event event) {
    return event.payload() instanceof EventPayload.SessionCreated created
        ? new SessionInfo(
            event.sessionId(),
            created.agentName(),
            created.displayName(),
            created.channelOrigin(),
            event.ts(),
            event.ts(),
            false,
            created.parent())
        : null;
  }

  private static SessionInfo active(SessionInfo known, Instant at) {
    return new SessionInfo(
        known.sessionId(),
        known.agentName(),
        known.displayName(),
        known.channelOrigin(),
        known.createdAt(),
        at,
        known.archived(),
        known.parentSessionId());
  }

  @Override
  public synchronized List<Event> unfinishedTurns() {
    refuseWhenClosed();
    Map<TurnOf, Event> open = new LinkedHashMap<>();
    Set<TurnOf> ended = new HashSet<>();
    for (Event event : events) {
      TurnOf turn = new TurnOf(event.sessionId(), event.turnId());
      switch (event.payload()) {
        case EventPayload.TurnSubmitted submitted -> open.putIfAbsent(turn, event);
        case EventPayload.TurnCompleted completed -> ended.add(turn);
        case EventPayload.TurnCancelled cancelled -> ended.add(turn);
        case EventPayload.TurnFailed failed -> ended.add(turn);
        default -> {}
      }
    }
    open.keySet().removeAll(ended);
    return List.copyOf(open.values());
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
    followers.forEach(Follower::close);
  }

  private record TurnOf(SessionId session, @Nullable TurnId turn) {}

  /** A subscription, and the thread that calls its listener. */
  private final class Follower implements Subscription {
    private final SessionId session;
    private final Listener listener;
    private final long committed = events.size();
    private final Thread thread = Thread.ofVirtual().unstarted(this::run);
    private volatile boolean ended;
    private long cursor;
    private boolean caughtUp;

    Follower(SessionId session, long afterSeq, Listener listener) {
      this.session = session;
      this.cursor = afterSeq;
      this.listener = listener;
    }

    private void run() {
      try {
        while (!ended) {
          deliver();
        }
      } catch (InterruptedException e) {
        ended = true;
      } catch (RuntimeException e) {
        System.getLogger(InMemoryJournal.class.getName())
            .log(System.Logger.Level.ERROR, "A listener failed; its subscription ends", e);
      } finally {
        followers.remove(this);
      }
    }

    private void deliver() throws InterruptedException {
      List<Event> next = after(session, cursor, 1);
      if (!caughtUp && (next.isEmpty() || next.getFirst().seq() > committed)) {
        caughtUp = true;
        listener.onCaughtUp(cursor);
      } else if (next.isEmpty()) {
        awaitAfter(session, cursor);
      } else {
        listener.onEvent(next.getFirst());
        cursor = next.getFirst().seq();
      }
    }

    @Override
    public void close() {
      ended = true;
      if (!thread.equals(Thread.currentThread())) {
        thread.interrupt();
        joinUninterruptibly(thread);
      }
    }
  }
}
