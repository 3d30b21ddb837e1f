package dev.oxydra.runtime;

import dev.oxydra.runtime.ScheduleBook.Entry;
import dev.oxydra.runtime.ScheduleBook.Running;
import dev.oxydra.types.ChildSpec;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.JournalException;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.RestartPolicy;
import dev.oxydra.types.ScheduleEvent;
import dev.oxydra.types.ScheduleEvent.Definition;
import dev.oxydra.types.Scheduler;
import dev.oxydra.types.SchedulerConfig;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.SessionInfo;
import dev.oxydra.types.Supervisor;
import dev.oxydra.types.ToolException;
import dev.oxydra.types.TurnDesk;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.Uuid7;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has turns run at set times. What is due is looked for again and again; each occurrence is claimed
 * in the journal before its turn is submitted, under an id that follows from it. So it is run once,
 * whatever breaks off in between.
 */
public final class Schedules implements Scheduler, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Schedules.class);

  /** What comes later than this makes up for something. */
  private static final Duration LATE = Duration.ofMinutes(1);

  /** The clock may jump: it is looked at so often. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

  private static final Duration LEAVING = Duration.ofSeconds(5);
  private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);
  private static final int MAX_OUTPUT = 100_000;

  private static final ChildSpec SELF =
      new ChildSpec(
          "scheduler",
          "The scheduler",
          new RestartPolicy(
              Duration.ofSeconds(1), Duration.ofSeconds(20), Duration.ofMinutes(5), 10),
          null);

  private final SchedulerConfig config;
  private final Journal journal;
  private final Supplier<TurnDesk> desk;
  private final ScheduleRecord record;
  private final InstantSource clock;
  private final Executor executor;
  private final Semaphore wakes = new Semaphore(0);
  private @Nullable ScheduleBook book;
  private volatile @Nullable Thread thread;
  private Instant caughtUpAt = Instant.MIN;
  private volatile boolean closed;

  Schedules(
      SchedulerConfig config,
      Journal journal,
      Supplier<TurnDesk> desk,
      SessionId fallback,
      InstantSource clock,
      Executor executor) {
    this.config = config;
    this.journal = journal;
    this.desk = desk;
    this.record = new ScheduleRecord(journal, config, fallback);
    this.clock = clock;
    this.executor = executor;
  }

  /**
   * Nothing is due before {@link #start}.
   *
   * @param desk runs the turns
   * @param fallback the session that is told where the one is gone in which a schedule was made
   */
  public static Schedules create(
      SchedulerConfig config, Journal journal, Supplier<TurnDesk> desk, SessionId fallback) {
    return new Schedules(
        config,
        journal,
        desk,
        fallback,
        InstantSource.system(),
        run -> Thread.ofVirtual().name("schedule-run").start(run));
  }

  /**
   * Begins to look for what is due, in the background.
   *
   * @param supervisor has it go on when that fails
   */
  public void start(Supervisor supervisor) {
    thread =
        Thread.ofVirtual()
            .name("scheduler")
            .start(() -> {
              try {
                supervisor.keep(SELF, this::keepLooking);
              } catch (InterruptedException e) {
                log.debug("The scheduler was told to end", e);
              }
            });
  }

  private void keepLooking() throws InterruptedException {
    while (!closed) {
      pause(Duration.between(clock.instant(), tick()));
    }
  }

  private void pause(Duration wanted) throws InterruptedException {
    if (wakes.tryAcquire(
        Math.clamp(wanted.toMillis(), 1, LONGEST_WAIT.toMillis()), TimeUnit.MILLISECONDS)) {
      int _ = wakes.drainPermits();
    }
  }

  private void wake() {
    wakes.release();
  }

  /**
   * Under the lock. When it is read for the first time, what an earlier process claimed goes on.
   */
  private ScheduleBook book() {
    ScheduleBook read = book;
    if (read == null) {
      read = ScheduleBook.read(journal);
      book = read;
      for (Entry entry : read.all()) {
        Running running = entry.running();
        if (running != null) {
          executor.execute(() -> run(entry.id, entry.definition(), running));
        }
      }
    }
    return read;
  }

  /**
   * Does what is due.
   *
   * @return when to look again at the latest
   */
  synchronized Instant tick() {
    Instant now = clock.instant();
    Instant next = now.plus(LONGEST_WAIT);
    List<Entry> due =
        book().all().stream().sorted(Comparator.comparing(Schedules::nextOrNever)).toList();
    for (Entry entry : due) {
      if (entry.definition().enabled() && !entry.problem().isEmpty()) {
        append(record.disabled(entry, entry.problem()));
      }
      look(entry, now);
      Instant later = entry.next();
      if (later != null && later.isBefore(next)) {
        // What has to wait for others is due already.
        Instant soonest = now.plus(SHORTEST_WAIT);
        next = later.isBefore(soonest) ? soonest : later;
      }
    }
    return next;
  }

  private static Instant nextOrNever(Entry entry) {
    return Objects.requireNonNullElse(entry.next(), Instant.MAX);
  }

  private void look(Entry entry, Instant now) {
    Cadences.Due due = entry.due(now);
    if (due == null) {
      return;
    }
    if (entry.running() != null) {
      append(List.of(ScheduleRecord.skipped(entry, due, "still_running")));
      return;
    }
    boolean catchesUp = due.count() > 1 || Duration.between(due.last(), now).compareTo(LATE) > 0;
    if (running() >= config.maxConcurrent() || (catchesUp && now.isBefore(caughtUpAt))) {
      return; // It stays due.
    }
    if (catchesUp) {
      caughtUpAt = now.plus(config.catchUpPause());
    }
    List<NewEvent> events = new ArrayList<>();
    if (due.count() > 1) {
      events.add(ScheduleRecord.missed(entry, due));
    }
    fire(entry, due.last(), false, events);
  }

  private long running() {
    return book().all().stream().filter(entry -> entry.running() != null).count();
  }

  private TurnId fire(Entry entry, Instant due, boolean manual, List<NewEvent> before) {
    TurnId turn = Scheduled.turn(entry.id, due, manual);
    List<NewEvent> events = new ArrayList<>(before);
    events.add(ScheduleRecord.event(new ScheduleEvent.Fired(entry.id, due, turn, manual)));
    append(events);
    Running running = new Running(turn, due);
    Definition definition = entry.definition();
    executor.execute(() -> run(entry.id, definition, running));
    return turn;
  }

  private void run(String id, Definition definition, Running running) {
    try {
      while (!closed && !isRecorded(id, definition, running)) {
        Thread.sleep(LONGEST_WAIT);
      }
    } catch (InterruptedException e) {
      log.debug("The turn {} goes on when the agent is started again", running.turn(), e);
    }
  }

  /** Whether all is done; not if the journal can't be written, as when the disk is full. */
  private boolean isRecorded(String id, Definition definition, Running running)
      throws InterruptedException {
    try {
      TurnDesk.End end = end(id, definition, running);
      if (end != null) {
        finished(id, running, end);
      }
      return true;
    } catch (JournalException e) {
      log.warn("What became of {} can't be recorded; it is tried again", running.turn(), e);
      return false;
    }
  }

  /** How its turn ended; null where that is for the next process to say. */
  private TurnDesk.@Nullable End end(String id, Definition definition, Running running)
      throws InterruptedException {
    try {
      return new ScheduledRun(journal, desk.get(), id, definition, running, this::asks).end();
    } catch (TurnDesk.RefusedException e) {
      return e.code().equals("shutting_down")
          ? null
          : failed(e.code(), String.valueOf(e.getMessage()));
    } catch (JournalException e) {
      throw e;
    } catch (RuntimeException e) {
      log.error("The turn {} of a schedule could not be run", running.turn(), e);
      return failed("internal_error", "Something went wrong: " + e);
    }
  }

  private static TurnDesk.End failed(String reason, String message) {
    return new TurnDesk.End(new EventPayload.TurnFailed(reason, message), "");
  }

  /** What a run's turn asks its user is said where the schedule was made. */
  private void asks(String id, Definition definition, String message) {
    journal.append(List.of(record.notification(id, definition, message)));
  }

  private synchronized void finished(String id, Running running, TurnDesk.End end) {
    append(record.ended(id, book().get(id), running, end));
    wake();
  }

  private void append(List<NewEvent> events) {
    ScheduleBook all = book();
    for (Event event : journal.append(events)) {
      all.apply(event);
    }
  }

  @Override
  public synchronized Schedule create(SessionId session, Plan plan) {
    ScheduleChecks.room(book(), config.maxSchedules());
    Instant now = now();
    ScheduleChecks.cadence(plan.cadence(), now, config.minInterval());
    SessionInfo made = ScheduleChecks.origin(journal, session);
    Definition definition =
        new Definition(
            plan.name(),
            Cadences.written(plan.cadence()),
            Cadences.zone(plan.cadence()),
            plan.prompt(),
            plan.notification(),
            made.sessionId(),
            made.agentName(),
            now,
            true,
            "");
    String id = Uuid7.create().toString();
    append(List.of(ScheduleRecord.event(new ScheduleEvent.Created(id, definition))));
    wake();
    return require(id).shown();
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  @Override
  public synchronized List<Schedule> search(String words, int limit) {
    List<String> wanted =
        List.of(words.toLowerCase(Locale.ROOT).strip().split("\\s+")).stream()
            .filter(word -> !word.isEmpty())
            .toList();
    return book().all().stream()
        .filter(entry -> wanted.stream().allMatch(text(entry)::contains))
        .sorted(Comparator.comparing(Schedules::nextOrNever))
        .limit(limit)
        .map(Entry::shown)
        .toList();
  }

  private static String text(Entry entry) {
    Definition definition = entry.definition();
    return (Objects.requireNonNullElse(definition.name(), "") + "\n" + definition.prompt())
        .toLowerCase(Locale.ROOT);
  }

  @Override
  public synchronized Schedule edit(String scheduleId, Change change) {
    Entry entry = require(scheduleId);
    Definition old = entry.definition();
    Instant now = now();
    Cadence cadence = change.cadence();
    boolean enabled = Objects.requireNonNullElse(change.enabled(), old.enabled());
    if (cadence != null) {
      ScheduleChecks.cadence(cadence, now, config.minInterval());
    } else if (enabled && !old.enabled() && !entry.problem().isEmpty()) {
      throw new ToolException(entry.problem() + ". Give it another time");
    }
    if (enabled && !old.enabled()) {
      ScheduleChecks.room(book(), config.maxSchedules());
    }
    // What was due while it was paused is not made up for.
    boolean anew = cadence != null || (enabled && !old.enabled());
    Definition definition =
        new Definition(
            change.name() == null ? old.name() : change.name(),
            cadence == null ? old.when() : Cadences.written(cadence),
            cadence == null ? old.timeZone() : Cadences.zone(cadence),
            Objects.requireNonNullElse(change.prompt(), old.prompt()),
            Objects.requireNonNullElse(change.notification(), old.notification()),
            old.origin(),
            old.agentName(),
            anew ? now : old.since(),
            enabled,
            enabled ? "" : old.enabled() ? "It was paused" : old.reason());
    append(List.of(ScheduleRecord.event(new ScheduleEvent.Changed(entry.id, definition))));
    wake();
    return entry.shown();
  }

  @Override
  public synchronized void delete(String scheduleId) {
    append(List.of(ScheduleRecord.event(new ScheduleEvent.Deleted(require(scheduleId).id))));
  }

  @Override
  public synchronized List<Run> runs(String scheduleId, int limit) {
    return require(scheduleId).runs().stream().limit(limit).toList();
  }

  @Override
  public synchronized Run runNow(String scheduleId) {
    Entry entry = require(scheduleId);
    if (entry.running() != null) {
      throw new ToolException("It runs already, as turn " + entry.running().turn());
    }
    TurnId turn = Scheduled.turn(entry.id, now(), true);
    if (entry.runs().stream().anyMatch(run -> run.id().equals(turn.value()))) {
      throw new ToolException("It has run in this second already; wait a little");
    }
    fire(entry, now(), true, List.of());
    return entry.runs().getFirst();
  }

  @Override
  public String output(String runId) {
    TurnId turn;
    try {
      turn = new TurnId(runId);
    } catch (IllegalArgumentException e) {
      throw new ToolException("No run has the id '%s'".formatted(runId), e);
    }
    SessionId session = new SessionId(require(Scheduled.schedule(turn)).id);
    List<Event> events = journal.turn(session, turn);
    if (events.isEmpty()) {
      throw new ToolException(
          "No run has the id '%s', or its session was deleted".formatted(runId));
    }
    String said = ChildReport.said(events);
    return said.length() <= MAX_OUTPUT ? said : ToolInvoker.start(said, MAX_OUTPUT);
  }

  /** By its id, the beginning of one, or its name. */
  private synchronized Entry require(String wanted) {
    Entry exact = book().get(wanted);
    if (exact != null) {
      return exact;
    }
    List<Entry> like =
        book().all().stream()
            .filter(entry ->
                wanted.equals(entry.definition().name())
                    || (!wanted.isEmpty() && entry.id.startsWith(wanted)))
            .toList();
    if (like.size() == 1) {
      return like.getFirst();
    }
    throw new ToolException(
        like.isEmpty()
            ? "There is no schedule '%s'; schedule_search shows those there are".formatted(wanted)
            : "'%s' can be %d schedules; give the whole id".formatted(wanted, like.size()));
  }

  /** Looks for nothing more. Turns that run are the desk's to end. */
  @Override
  public void close() {
    closed = true;
    wake();
    Thread looking = thread;
    if (looking != null) {
      try {
        boolean _ = looking.join(LEAVING);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
