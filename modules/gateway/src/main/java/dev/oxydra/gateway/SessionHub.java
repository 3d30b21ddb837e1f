package dev.oxydra.gateway;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.JournalException;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.SessionInfo;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.TurnRunner;
import dev.oxydra.types.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A user's sessions and the turns that run in them: at most one at a time in a session, a bounded
 * number in all, the others waiting first in, first out. Its methods block for as long as the
 * journal takes, may be called by any thread, and throw a {@link GatewayException} for a request
 * that can't be done or a {@link JournalException} when the journal fails.
 */
public final class SessionHub implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SessionHub.class);

  /** How long {@link #close()} waits for cancelled turns to end. */
  private static final Duration CLOSING = Duration.ofSeconds(10);

  /** What became of a submission. */
  public enum Submission {
    /** It is committed, and runs or waits. */
    ACCEPTED,
    /** A turn with this id is active already: nothing was done. */
    ACTIVE_ALREADY,
    /** A turn with this id was submitted before and has ended: nothing was done. */
    SUBMITTED_BEFORE
  }

  private final UserId user;
  private final Journal journal;
  private final TurnRunner runner;
  private final RunnerCheck check;
  private final AttachmentLimits attachmentLimits;
  private final SessionDirectory directory;
  private final TurnHistory history;
  private final HubRecord record;
  private final TurnQueue queue;
  private final Map<SessionId, SessionTurns> turns = new ConcurrentHashMap<>();
  private Journal.@Nullable Subscription subscription;

  public SessionHub(UserId user, Journal journal, TurnRunner runner, AgentConfig.Gateway limits) {
    this.user = Objects.requireNonNull(user, "user");
    this.journal = Objects.requireNonNull(journal, "journal");
    this.runner = Objects.requireNonNull(runner, "runner");
    this.check = new RunnerCheck(runner);
    this.attachmentLimits = AttachmentLimits.of(limits);
    this.directory = new SessionDirectory(user, journal, limits.maxSessions());
    this.history = new TurnHistory(journal);
    this.record = new HubRecord(journal);
    this.queue = new TurnQueue(limits.maxConcurrentTurns(), limits.maxQueuedTurns(), this::run);
  }

  /** Ends, as failed, the turns that an earlier process left open. Call it before anything else. */
  public void start() {
    subscription = journal.listen(this::note);
    record.endInterrupted();
  }

  /** Before whoever appended the events knows that they are committed. */
  private void note(List<Event> events) {
    for (Event event : events) {
      SessionTurns there = turns.get(event.sessionId());
      if (there != null) {
        there.feed().onEvents(List.of(event));
      }
    }
  }

  /** Whose sessions they are. */
  public UserId user() {
    return user;
  }

  /** All sessions, the most recently active first. */
  public List<SessionInfo> sessions() {
    return directory.list();
  }

  /** The session that a client joins when it names none. It is made on first use. */
  public SessionId defaultSession() {
    return session(directory.defaultSession());
  }

  /** The session with this id. */
  public SessionId session(SessionId id) {
    return info(id).sessionId();
  }

  /** The session with this id, as it is listed. */
  SessionInfo info(SessionId id) {
    return directory.get(id).orElseThrow(() -> SessionDirectory.unknown(id.value()));
  }

  /** The session with this id, or the only one whose id begins so. */
  public SessionId find(String idOrPrefix) {
    return directory.find(idOrPrefix);
  }

  /**
   * Makes a session.
   *
   * @param displayName what the user calls it, at most 200 characters
   * @param agentName the agent that it talks to; null for {@link AgentConfig#DEFAULT_AGENT}
   * @param origin the channel that asks, such as {@code gateway}
   */
  public SessionId create(@Nullable String displayName, @Nullable String agentName, String origin) {
    String agent = Objects.requireNonNullElse(agentName, AgentConfig.DEFAULT_AGENT);
    check.requireAgent(agent);
    return directory.create(displayName, agent, origin);
  }

  /**
   * Commits a turn and lets it run as soon as it may. The same turn id runs once. Its agent is the
   * session's, whatever it says itself.
   */
  public Submission submit(Turn turn) {
    if (turn.prompt().isBlank() && turn.attachments().isEmpty()) {
      throw new GatewayException(
          GatewayException.Code.INVALID_FIELD,
          "Invalid field 'payload.prompt': it is empty, and there is no attachment");
    }
    attachmentLimits.check(turn.attachments());
    SessionInfo session = info(turn.sessionId());
    ActiveTurn active =
        new ActiveTurn(ofAgent(turn, session.agentName()), turns(session.sessionId()));
    return switch (reserve(active)) {
      case ACTIVE_ALREADY -> Submission.ACTIVE_ALREADY;
      case SUBMITTED_BEFORE -> Submission.SUBMITTED_BEFORE;
      case NEW -> {
        commit(active);
        if (!queue.enqueue(active)) {
          withdraw(active);
          queue.forgo();
        }
        yield Submission.ACCEPTED;
      }
    };
  }

  private static Turn ofAgent(Turn turn, String agent) {
    return new Turn(
        turn.id(), turn.sessionId(), turn.prompt(), turn.attachments(), agent, turn.selection());
  }

  private static SessionTurns.Reservation reserve(ActiveTurn turn) {
    try {
      return turn.session.reserve(turn);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw TurnQueue.shuttingDown();
    }
  }

  private void commit(ActiveTurn active) {
    boolean admitted = false;
    boolean committed = false;
    try {
      check.requireAgent(active.agent());
      check.requireModel(active.turn);
      queue.admit();
      admitted = true;
      record.submitted(active);
      committed = true;
    } finally {
      if (!committed) {
        if (admitted) {
          queue.forgo();
        }
        active.session.release(active);
      }
    }
  }

  private void run(ActiveTurn active) {
    SessionFeed feed = active.session.feed();
    EventPayload end =
        new EventPayload.TurnFailed(
            "internal_error", "The agent loop returned without an end of the turn");
    try {
      runner.run(active.turn, update -> feed.publish(active.id(), update));
    } catch (Throwable e) { // whatever a turn does, the hub and the other turns go on
      LOG.error("Turn {} of session {} broke off", active.id(), feed.session(), e);
      end = brokenOff(e);
    } finally {
      // What interrupted the turn is done with: recording its end must not be interrupted too.
      var _ = Thread.interrupted();
      record.ended(active, end);
      queue.ended(active);
      active.session.release(active);
    }
  }

  private static EventPayload brokenOff(Throwable cause) {
    String why = "The turn broke off: " + (cause.getMessage() == null ? cause : cause.getMessage());
    return new EventPayload.TurnFailed(
        cause instanceof JournalException ? "journal_failed" : "internal_error", why);
  }

  private void withdraw(ActiveTurn active) {
    try {
      record.ended(active, new EventPayload.TurnCancelled());
    } finally {
      active.session.release(active);
    }
  }

  /**
   * Stops what runs or waits in a session. Its end is in the journal when the turn has stopped,
   * which may be later.
   *
   * @return false when nothing does
   */
  public boolean cancel(SessionId session) {
    SessionTurns there = turns.get(session);
    ActiveTurn active = there == null ? null : there.active();
    if (active == null) {
      return false;
    }
    if (queue.cancel(active) == TurnQueue.Cancelled.WITHDRAWN) {
      withdraw(active);
    }
    return true;
  }

  /**
   * Stops what runs or waits in all sessions.
   *
   * @return how many turns that were
   */
  public int cancelAll() {
    return (int) turns.keySet().stream().filter(this::cancel).count();
  }

  SessionFeed feed(SessionId session) {
    return turns(session).feed();
  }

  private SessionTurns turns(SessionId session) {
    return turns.computeIfAbsent(
        session, id -> new SessionTurns(journal, new SessionFeed(journal, id)));
  }

  /** The turn of a session that runs, or else waits first; null where there is none. */
  @Nullable TurnId activeTurn(SessionId session) {
    return feed(session).look().active();
  }

  /** Whether a turn runs, and doesn't wait. */
  boolean isRunning(SessionId session, TurnId turn) {
    SessionFeed.Joined now = feed(session).look();
    return turn.equals(now.active()) && now.started();
  }

  TurnHistory history() {
    return history;
  }

  Journal journal() {
    return journal;
  }

  /** Takes no more turns, cancels those there are, and waits up to ten seconds for their end. */
  @Override
  public void close() {
    queue.close().forEach(this::withdraw);
    try {
      if (!queue.awaitIdle(CLOSING)) {
        LOG.warn("Turns still run {} s after they were cancelled", CLOSING.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (subscription != null) {
      subscription.close();
    }
  }
}
