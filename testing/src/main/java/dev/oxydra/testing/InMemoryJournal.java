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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A journal in memory, with the contract of the real one but for the disk. */
public final class InMemoryJournal implements Journal {
  private final Clock clock;
  private final List<Event> events = new ArrayList<>();
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
    if (closed) {
      throw new JournalException(JournalException.Kind.CLOSED, "The journal is closed");
    }
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

  @Override
  public synchronized List<Event> read(SessionId session, long afterSeq, int limit) {
    int from = Math.clamp(afterSeq, 0, events.size());
    return events.subList(from, events.size()).stream()
        .filter(event -> event.sessionId().equals(session))
        .limit(limit)
        .toList();
  }

  @Override
  public Subscription subscribe(SessionId session, long afterSeq, Listener listener) {
    Thread follower = Thread.ofVirtual().unstarted(() -> follow(session, afterSeq, listener));
    follower.start();
    return () -> {
      follower.interrupt();
      if (!follower.equals(Thread.currentThread())) {
        joinUninterruptibly(follower);
      }
    };
  }

  private void follow(SessionId session, long afterSeq, Listener listener) {
    long cursor = afterSeq;
    boolean caughtUp = false;
    try {
      while (!Thread.currentThread().isInterrupted()) {
        List<Event> next = read(session, cursor, 1);
        if (!next.isEmpty()) {
          listener.onEvent(next.getFirst());
          cursor = next.getFirst().seq();
        } else if (!caughtUp) {
          caughtUp = true;
          listener.onCaughtUp(cursor);
        } else {
          awaitAfter(session, cursor);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void awaitAfter(SessionId session, long cursor) throws InterruptedException {
    while (!closed && read(session, cursor, 1).isEmpty()) {
      wait();
    }
    if (closed) {
      throw new InterruptedException("closed");
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
    Map<SessionId, SessionInfo> sessions = new LinkedHashMap<>();
    for (Event event : events) {
      SessionInfo known = sessions.get(event.sessionId());
      if (event.payload() instanceof EventPayload.SessionCreated created) {
        sessions.put(
            event.sessionId(),
            new SessionInfo(
                event.sessionId(),
                created.agentName(),
                created.displayName(),
                created.channelOrigin(),
                event.ts(),
                event.ts(),
                false,
                created.parent()));
      } else if (known != null) {
        sessions.put(
            event.sessionId(),
            new SessionInfo(
                known.sessionId(),
                known.agentName(),
                known.displayName(),
                known.channelOrigin(),
                known.createdAt(),
                event.ts(),
                known.archived(),
                known.parentSessionId()));
      }
    }
    return sessions.values().stream()
        .sorted(Comparator.comparing(SessionInfo::lastActiveAt).reversed())
        .toList();
  }

  @Override
  public synchronized List<Event> unfinishedTurns() {
    Map<TurnId, Event> open = new LinkedHashMap<>();
    for (Event event : events) {
      switch (event.payload()) {
        case EventPayload.TurnSubmitted submitted -> open.put(turnOf(event), event);
        case EventPayload.TurnCompleted completed -> open.remove(turnOf(event));
        case EventPayload.TurnCancelled cancelled -> open.remove(turnOf(event));
        case EventPayload.TurnFailed failed -> open.remove(turnOf(event));
        default -> {}
      }
    }
    return List.copyOf(open.values());
  }

  private static TurnId turnOf(Event event) {
    TurnId turn = event.turnId();
    if (turn == null) {
      throw new IllegalStateException("An event of a turn without its id: " + event);
    }
    return turn;
  }

  @Override
  public synchronized boolean hasTurn(SessionId session, TurnId turn) {
    return events.stream()
        .anyMatch(event ->
            event.payload() instanceof EventPayload.TurnSubmitted
                && event.sessionId().equals(session)
                && turn.equals(event.turnId()));
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
