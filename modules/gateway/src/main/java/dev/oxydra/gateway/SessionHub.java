package dev.oxydra.gateway;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Checkpoints;
import dev.oxydra.types.Event;
import dev.oxydra.types.FileSource;
import dev.oxydra.types.Journal;
import dev.oxydra.types.JournalException;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.SessionInfo;
import dev.oxydra.types.Supervisor;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnDesk;
import dev.oxydra.types.TurnRunner;
import dev.oxydra.types.UserId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
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

  /** How often it is looked at what is not needed any more. */
  private static final Duration HOUSEKEEPING = Duration.ofSeconds(30);

  /** How long {@link #close()} waits for cancelled turns to end. */
  private static final Duration CLOSING = Duration.ofSeconds(10);

  private final UserId user;
  private final Journal journal;
  private final TurnRunner runner;
  private final FileSource files;
  private final RunnerCheck check;
  private final SessionDirectory directory;
  private final TurnHistory history;
  private final SessionFeeds feeds;
  private final TurnLines lines = new TurnLines();
  private final TurnQueue queue;
  private final HubRecord record;
  private final Submissions submissions;
  private final TurnChanges changes;
  private final ApprovalDesk desk;
  private final TurnRuns runs;
  private final TurnEnds ends = new TurnEnds();
  private final FileUndo undo;
  private final SessionRemoval removal;
  private final Housekeeping housekeeping;
  private Journal.@Nullable Subscription subscription;

  /** With sessions that are kept for ever, and files that are not kept. */
  public SessionHub(UserId user, Journal journal, TurnRunner runner, AgentConfig.Gateway limits) {
    this(
        user,
        journal,
        runner,
        limits,
        AgentConfig.Retention.FOREVER,
        Checkpoints.NONE,
        FileSource.NONE,
        Supervisor.NONE);
  }

  /**
   * @param limits how many sessions and turns there may be, and how long they stay in memory
   * @param retention when sessions are deleted without being asked for
   * @param checkpoints brings files back
   * @param files gives the files that tools show to the user
   * @param supervisor leaves a session alone whose turns break off
   */
  public SessionHub(
      UserId user,
      Journal journal,
      TurnRunner runner,
      AgentConfig.Gateway limits,
      AgentConfig.Retention retention,
      Checkpoints checkpoints,
      FileSource files,
      Supervisor supervisor) {
    this(
        user,
        journal,
        runner,
        limits,
        retention,
        checkpoints,
        files,
        supervisor,
        InstantSource.system(),
        HOUSEKEEPING);
  }

  SessionHub(
      UserId user,
      Journal journal,
      TurnRunner runner,
      AgentConfig.Gateway limits,
      AgentConfig.Retention retention,
      InstantSource clock,
      Duration period) {
    this(
        user,
        journal,
        runner,
        limits,
        retention,
        Checkpoints.NONE,
        FileSource.NONE,
        Supervisor.NONE,
        clock,
        period);
  }

  SessionHub(
      UserId user,
      Journal journal,
      TurnRunner runner,
      AgentConfig.Gateway limits,
      AgentConfig.Retention retention,
      Checkpoints checkpoints,
      FileSource files,
      Supervisor supervisor,
      InstantSource clock,
      Duration period) {
    this.files = Objects.requireNonNull(files, "files");
    this.user = Objects.requireNonNull(user, "user");
    this.journal = Objects.requireNonNull(journal, "journal");
    this.runner = Objects.requireNonNull(runner, "runner");
    this.check = new RunnerCheck(runner);
    this.directory = new SessionDirectory(user, journal, limits.maxSessions());
    this.history = new TurnHistory(journal);
    this.feeds = new SessionFeeds(journal, clock);
    this.queue =
        new TurnQueue(lines, limits.maxConcurrentTurns(), limits.maxQueuedTurns(), this::run);
    this.record = new HubRecord(journal, this::lose);
    this.submissions =
        new Submissions(
            journal, queue, record, check, AttachmentLimits.of(limits), directory::agentOf);
    this.changes = new TurnChanges(lines, queue, record);
    this.desk = new ApprovalDesk(journal, clock);
    this.runs = new TurnRuns(runner, record, feeds, desk, supervisor);
    this.undo = new FileUndo(journal, queue, checkpoints);
    this.removal = new SessionRemoval(directory, queue);
    Duration idle = Duration.ofHours(limits.sessionIdleTtlHours());
    this.housekeeping =
        new Housekeeping(
            retention,
            clock,
            period,
            directory::list,
            this::isInUse,
            session -> delete(session, "retention"),
            () -> {
              desk.expire();
              feeds.forgetIdle(idle, session -> !lines.isIdle(session));
            });
  }

  /** Gives the files that tools show to the user. */
  FileSource files() {
    return files;
  }

  /**
   * Takes over what an earlier process left open: turns that ran have failed, but for those that
   * had asked their user or another agent: they go on, and those that waited run, as soon as they
   * may. Call it before anything else.
   */
  public synchronized void start() {
    subscription = journal.listen(this::note);
    undo.recover();
    List<Turn> waiting = new Recovery(journal).recover();
    desk.restore(journal.projections().pendingApprovals());
    queue.restore(waiting.stream().map(this::assigned).toList());
    housekeeping.start();
  }

  private ActiveTurn assigned(Turn turn) {
    ActiveTurn active = new ActiveTurn(turn);
    active.assign(info(turn.sessionId()).agentName());
    return active;
  }

  /** Before whoever appended an event knows that it is committed. */
  private void note(List<Event> events) {
    for (Event event : events) {
      tell(lines::note, event);
      tell(ends::note, event);
      tell(desk::note, event);
      tell(feeds::note, event);
    }
  }

  /** One that fails must not keep the event from the others. */
  private static void tell(Consumer<Event> part, Event event) {
    try {
      part.accept(event);
    } catch (RuntimeException e) {
      LOG.error("Event {} of session {} was not taken in", event.seq(), event.sessionId(), e);
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

  /** Runs turns that no client asks for. */
  public TurnDesk turns() {
    return new HubDesk(this);
  }

  /** Whether sessions may have this agent; else it throws. */
  void requireAgent(String name) {
    check.requireAgent(name);
  }

  TurnRunner runner() {
    return runner;
  }

  /** The agents that sessions may have. */
  Set<String> agents() {
    return runner.agents();
  }

  /**
   * The session with this id; it is made if it isn't there.
   *
   * @param displayName what a new one is called, at most 200 characters
   * @param agent one of {@link #agents()}, for a new one
   * @param origin the channel that asks, for a new one
   */
  SessionInfo ensure(SessionId id, @Nullable String displayName, String agent, String origin) {
    return directory.ensure(id, displayName, agent, origin);
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
   * Deletes a session for good, with those that its agent delegated to and with what waits in it.
   *
   * @param actor who wants that: {@code user}, or {@code retention}
   * @return the backups that still have it
   */
  public List<String> delete(SessionId session, String actor) {
    return removal.delete(session(session), actor);
  }

  private boolean isInUse(SessionId session) {
    return !lines.isIdle(session) || feeds.isWatched(session);
  }

  /**
   * Commits a turn and lets it run as soon as it may. The same turn id runs once. Its agent is the
   * session's, whatever it says itself.
   *
   * @param mayWait whether it may wait for another turn of its session; without, that is an error
   */
  public Submission submit(Turn turn, boolean mayWait) {
    return submissions.submit(turn, mayWait);
  }

  private void run(ActiveTurn active) {
    try {
      runs.run(active);
    } finally {
      queue.leave(active);
    }
  }

  private void lose(ActiveTurn active, String why) {
    lines.ended(active);
    feed(active.session()).lose(active.id(), why);
  }

  /**
   * Stops what runs in a session, or else cancels what waits first; the other turns that wait go
   * on. The end of what runs is in the journal when it has stopped, which may be later.
   *
   * @return false when there is nothing
   */
  public boolean cancel(SessionId session) {
    return changes.cancel(session);
  }

  /**
   * Stops what runs and cancels what waits in all sessions.
   *
   * @return how many turns that were
   */
  public int cancelAll() {
    return changes.cancelAll();
  }

  /** The sessions themselves: to be renamed, put aside, copied. */
  SessionDirectory directory() {
    return directory;
  }

  /** What can be done to turns that wait or run. */
  TurnChanges changes() {
    return changes;
  }

  /** What runs and what waits. */
  TurnLines lines() {
    return lines;
  }

  /** Brings files back. */
  FileUndo undo() {
    return undo;
  }

  ApprovalDesk desk() {
    return desk;
  }

  SessionFeed feed(SessionId session) {
    return feeds.get(session);
  }

  /** What there is and what has happened, in numbers. */
  public HubStats stats() {
    return new HubStats(
        feeds.size(),
        lines.running(),
        lines.waiting(),
        ends.completed.sum(),
        ends.failed.sum(),
        ends.cancelled.sum(),
        desk.size());
  }

  TurnHistory history() {
    return history;
  }

  Journal journal() {
    return journal;
  }

  /**
   * Takes no more turns, cancels those that run, and waits up to ten seconds for their end. Those
   * that wait are left waiting in the journal, for the next process.
   */
  @Override
  public void close() {
    housekeeping.close();
    queue.close();
    try {
      if (queue.awaitIdle(CLOSING)) {
        unsubscribe();
      } else {
        LOG.warn("Turns still run {} s after they were cancelled", CLOSING.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void unsubscribe() {
    if (subscription != null) {
      subscription.close();
      subscription = null;
    }
  }
}
