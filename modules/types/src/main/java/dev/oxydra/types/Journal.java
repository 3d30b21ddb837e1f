package dev.oxydra.types;

import java.util.List;

/**
 * The only durable truth about sessions: an append-only sequence of events. Safe for use by any
 * thread.
 */
public interface Journal extends AutoCloseable {

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
   * The sequence number of a session's last committed event, 0 where it has none. An implementation
   * that can look it up does; this one reads the whole session.
   */
  default long lastSeq(SessionId session) {
    long last = 0;
    while (true) {
      List<Event> page = read(session, last, 500);
      if (page.isEmpty()) {
        return last;
      }
      last = page.getLast().seq();
    }
  }

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
