package dev.oxydra.types;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The only durable truth about sessions: an append-only sequence of events. Safe for use by any
 * thread.
 */
public interface Journal extends AutoCloseable {
  /** More levels than there can be of sessions that work for others. */
  int DEEPEST = 64;

  /**
   * Appends all or none, and returns when they are on the disk.
   *
   * <p>An interrupt doesn't end the wait: the caller learns what happened, and its interrupt status
   * is kept.
   *
   * @param events one or more
   * @return the same events as they were committed
   * @throws JournalException when they were not committed
   */
  List<Event> append(List<NewEvent> events);

  /**
   * The events of a session after a cursor, in order.
   *
   * @param afterSeq 0 for all
   * @param limit how many at most, 1 or more
   */
  List<Event> read(SessionId session, long afterSeq, int limit);

  /**
   * How a session was made; empty where there is none. Unlike {@link Projections#session} it never
   * has anything to catch up with.
   */
  default Optional<EventPayload.SessionCreated> created(SessionId session) {
    return read(session, 0, 1).stream()
        .map(Event::payload)
        .filter(EventPayload.SessionCreated.class::isInstance)
        .map(EventPayload.SessionCreated.class::cast)
        .findFirst();
  }

  /**
   * The session that a user or a schedule made, and that a session works for, be it through others;
   * itself where it works for none.
   */
  default SessionId root(SessionId session) {
    SessionId root = session;
    for (int level = 0; level < DEEPEST; level++) {
      SessionId parent = created(root).map(EventPayload.SessionCreated::parent).orElse(null);
      if (parent == null) {
        break;
      }
      root = parent;
    }
    return root;
  }

  /** The sequence number of a session's last committed event, 0 where it has none. */
  long lastSeq(SessionId session);

  /**
   * Follows a session: first every event after the cursor, then each new one, in order, without a
   * gap and without a duplicate. A slow listener never blocks the writer.
   *
   * @param afterSeq 0 for all
   * @param listener is called by one thread of this subscription
   */
  Subscription subscribe(SessionId session, long afterSeq, Listener listener);

  /** All sessions, the most recently active first. */
  List<SessionInfo> sessions();

  /** The {@code turn.submitted} events of turns that have not ended, in order. */
  List<Event> unfinishedTurns();

  /** Whether a turn with this id was ever submitted to this session. */
  boolean hasTurn(SessionId session, TurnId turn);

  /** The events of one turn, in order; empty for one that there never was. */
  List<Event> turn(SessionId session, TurnId turn);

  /**
   * The last events of a session before a place, in order.
   *
   * @param beforeSeq {@link Long#MAX_VALUE} for the last ones
   * @param limit how many at most, 1 or more
   */
  List<Event> readBefore(SessionId session, long beforeSeq, int limit);

  /**
   * The events of all sessions after a cursor, in order.
   *
   * @param afterSeq 0 for all
   * @param limit how many at most, 1 or more
   */
  List<Event> readAll(long afterSeq, int limit);

  /**
   * Makes a session whose past is that of another one up to an event, each event copied with the
   * original's place as its {@link Event#parent}. Not copied are what was used and paid, what was
   * asked of the user, the submission of a turn that has no end in the copy, and what is not of
   * this conversation alone: events about the session itself, notes, schedules, other agents,
   * notifications. The first two events are {@code session.created} and {@code session.forked}.
   * Copies have a time and an id of their own.
   *
   * @param atSeq an event of that session
   * @param fork the new session's id
   * @param created its first event
   * @return the {@code session.forked} event
   * @throws IllegalArgumentException when that session has no such event, or there is something of
   *     the new one already
   */
  Event fork(SessionId from, long atSeq, SessionId fork, EventPayload.SessionCreated created);

  /**
   * Deletes a session, and those that its agents delegated to: their events are overwritten in the
   * file. Subscriptions get the {@code session.deleted} event of their session, which is all that
   * is left of it.
   *
   * @param actor who wants that: {@code user}, or {@code retention}
   * @return that event, of the session itself
   * @throws IllegalArgumentException when there is nothing of such a session
   */
  Event delete(SessionId session, String actor);

  /**
   * The names of the backups that were made while the session was there, the oldest first; none for
   * a session that is deleted.
   */
  List<String> backupsOf(SessionId session);

  /**
   * Calls {@code listener} with what is committed from now on, in order and without a gap, before
   * the append that it belongs to returns. It must not block, nor call the journal. An exception
   * from it is logged; it is told of what follows all the same.
   *
   * @return ends that when it is closed
   */
  Subscription listen(Consumer<List<Event>> listener);

  /** What the events add up to. */
  Projections projections();

  /** Ends all subscriptions, commits what was accepted, and lets go of the file. */
  @Override
  void close();

  /** What a subscription calls. An exception from it ends the subscription and is logged. */
  interface Listener {
    void onEvent(Event event);

    /**
     * Called once, when everything that was committed at the time of subscribing has been
     * delivered.
     *
     * @param seq the cursor then: the last event delivered, or the cursor given
     */
    void onCaughtUp(long seq);
  }

  /** A running subscription. */
  interface Subscription extends AutoCloseable {
    /** Ends it; when this returns the listener is not called any more, unless it is the caller. */
    @Override
    void close();
  }
}
