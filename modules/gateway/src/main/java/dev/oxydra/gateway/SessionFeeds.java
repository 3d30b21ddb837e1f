package dev.oxydra.gateway;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.NoteEvent;
import dev.oxydra.types.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** The sessions that are in memory. */
final class SessionFeeds {
  private record Held(SessionFeed feed, Instant used) {}

  private final Journal journal;
  private final InstantSource clock;
  private final Map<SessionId, Held> feeds = new ConcurrentHashMap<>();

  SessionFeeds(Journal journal, InstantSource clock) {
    this.journal = journal;
    this.clock = clock;
  }

  SessionFeed get(SessionId session) {
    return feeds
        .compute(
            session,
            (id, held) ->
                new Held(
                    held == null ? new SessionFeed(journal, id) : held.feed(), clock.instant()))
        .feed();
  }

  int size() {
    return feeds.size();
  }

  /** Whether a client has joined a session. */
  boolean isWatched(SessionId session) {
    Held held = feeds.get(session);
    return held != null && held.feed().isWatched();
  }

  /**
   * Tells a session that is in memory of its event. A deleted one leaves memory before anybody is
   * told of that: who joins it anew begins anew. When something was forgotten, what is in memory of
   * any session may repeat it, and goes.
   */
  void note(Event event) {
    if (event.payload() instanceof MemoryEvent.Forgotten
        || event.payload() instanceof NoteEvent.Deleted) {
      feeds.values().forEach(held -> held.feed().forget());
    }
    Held held =
        event.payload() instanceof EventPayload.SessionDeleted
            ? feeds.remove(event.sessionId())
            : feeds.get(event.sessionId());
    if (held != null) {
      held.feed().onEvents(List.of(event));
    }
  }

  /**
   * Forgets the sessions that nobody has used for long.
   *
   * @param busy whether something runs or waits in one
   */
  void forgetIdle(Duration ttl, Predicate<SessionId> busy) {
    Instant now = clock.instant();
    for (SessionId session : List.copyOf(feeds.keySet())) {
      feeds.computeIfPresent(
          session,
          (id, held) -> {
            if (held.feed().isWatched() || busy.test(id)) {
              return new Held(held.feed(), now);
            }
            return held.used().plus(ttl).isAfter(now) ? held : null;
          });
    }
  }
}
