package dev.oxydra.runtime;

import dev.oxydra.runtime.Cadences.Times;
import dev.oxydra.types.Event;
import dev.oxydra.types.Journal;
import dev.oxydra.types.ScheduleEvent;
import dev.oxydra.types.ScheduleEvent.Definition;
import dev.oxydra.types.Scheduler.Cadence;
import dev.oxydra.types.Scheduler.Plan;
import dev.oxydra.types.Scheduler.Run;
import dev.oxydra.types.Scheduler.Schedule;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.TurnState;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What schedules there are and what became of them, as the journal tells it. */
final class ScheduleBook {
  private static final int PAGE = 1000;

  /** Of how many occurrences of a schedule is told. */
  private static final int RUNS = 100;

  private final Map<String, Entry> entries = new LinkedHashMap<>();

  static ScheduleBook read(Journal journal) {
    ScheduleBook book = new ScheduleBook();
    long after = 0;
    List<Event> page;
    do {
      page = journal.read(ScheduleEvent.SESSION, after, PAGE);
      for (Event event : page) {
        book.apply(event);
        after = event.seq();
      }
    } while (page.size() == PAGE);
    return book;
  }

  /** An occurrence whose turn has not ended. */
  record Running(TurnId turn, Instant due) {}

  /** A schedule. */
  static final class Entry {
    final String id;
    private Definition definition;
    private @Nullable Cadence cadence;
    private @Nullable Times times;
    private @Nullable Instant upcoming;
    private boolean isUpcomingKnown;
    private String problem = "";
    private Instant last;
    private @Nullable Running running;
    private int failures;
    private final Deque<Run> runs = new ArrayDeque<>();

    private Entry(String id, Definition definition) {
      this.id = id;
      this.definition = definition;
      this.last = definition.since();
      read();
      passed(last);
    }

    /** Nothing up to a time is due any more. */
    private void passed(Instant time) {
      last = time.isAfter(last) ? time : last;
      isUpcomingKnown = false;
    }

    /** A time zone may be gone, with another Java or on another machine. */
    private void read() {
      cadence = null;
      times = null;
      problem = "";
      try {
        cadence = Cadences.read(definition.when(), definition.timeZone());
        times = Cadences.times(cadence, definition.since());
      } catch (DateTimeException | IllegalArgumentException e) {
        problem = "It can't be told any more when it is due: " + e.getMessage();
      }
    }

    Definition definition() {
      return definition;
    }

    /** Why it can't be told when it is due; empty where it can. */
    String problem() {
      return problem;
    }

    @Nullable Running running() {
      return running;
    }

    int failures() {
      return failures;
    }

    /** What became of occurrences, the latest first. */
    List<Run> runs() {
      return List.copyOf(runs);
    }

    /**
     * When it is due after all that was run or skipped; null for never again, or when it is not.
     */
    @Nullable Instant next() {
      if (!isUpcomingKnown) {
        // Not with each event of a long journal: it takes its time for a cron expression.
        upcoming = times == null ? null : times.next(last);
        isUpcomingKnown = true;
      }
      return definition.enabled() ? upcoming : null;
    }

    /** What is due, and neither run nor skipped; null for nothing. */
    Cadences.@Nullable Due due(Instant now) {
      Instant first = next();
      return first == null || first.isAfter(now) || times == null
          ? null
          : Cadences.due(times, first, now);
    }

    /** As others see it. */
    Schedule shown() {
      Cadence when =
          cadence == null ? new Cadence.Cron(definition.when(), ZoneOffset.UTC) : cadence;
      Plan plan = new Plan(definition.name(), definition.prompt(), when, definition.notification());
      return new Schedule(
          id,
          plan,
          next(),
          definition.enabled(),
          problem.isEmpty() ? definition.reason() : problem);
    }

    private void changed(Definition now) {
      boolean isOther =
          !now.when().equals(definition.when()) || !now.timeZone().equals(definition.timeZone());
      if (now.enabled() && !definition.enabled()) {
        failures = 0;
      }
      boolean isAnew = isOther || !now.since().equals(definition.since());
      definition = now;
      if (isAnew) {
        read();
      }
      passed(now.since());
    }

    private void add(Run run) {
      runs.addFirst(run);
      if (runs.size() > RUNS) {
        runs.removeLast();
      }
    }

    private void fired(ScheduleEvent.Fired fired) {
      running = new Running(fired.turn(), fired.due());
      if (!fired.manual()) {
        passed(fired.due());
      }
      add(new Run(fired.turn().value(), fired.due(), "running", ""));
    }

    private void skipped(ScheduleEvent.Skipped skipped) {
      passed(skipped.upTo());
      String reason =
          skipped.count() == 1
              ? skipped.reason()
              : "%s, %d times up to %s"
                  .formatted(skipped.reason(), skipped.count(), skipped.upTo());
      add(new Run("", skipped.due(), "skipped", reason));
    }

    private void finished(ScheduleEvent.Finished finished) {
      if (running == null || !running.turn().equals(finished.turn())) {
        return;
      }
      Instant due = running.due();
      running = null;
      if (finished.state() == TurnState.COMPLETED) {
        failures = 0;
      } else if (finished.state() == TurnState.FAILED) {
        failures++;
      }
      runs.removeIf(run -> run.id().equals(finished.turn().value()));
      add(
          new Run(
              finished.turn().value(),
              due,
              finished.state().name().toLowerCase(Locale.ROOT),
              finished.reason()));
    }
  }

  /** Takes in an event; one of another kind changes nothing. */
  void apply(Event event) {
    if (event.payload() instanceof ScheduleEvent it) {
      switch (it) {
        case ScheduleEvent.Created(String id, Definition definition) ->
            entries.put(id, new Entry(id, definition));
        case ScheduleEvent.Deleted(String id) -> entries.remove(id);
        case ScheduleEvent.Changed(String id, Definition definition) -> {
          Entry entry = entries.get(id);
          if (entry != null) {
            entry.changed(definition);
          }
        }
        case ScheduleEvent.Fired fired -> {
          Entry entry = entries.get(fired.scheduleId());
          if (entry != null) {
            entry.fired(fired);
          }
        }
        case ScheduleEvent.Skipped skipped -> {
          Entry entry = entries.get(skipped.scheduleId());
          if (entry != null) {
            entry.skipped(skipped);
          }
        }
        case ScheduleEvent.Finished finished -> {
          Entry entry = entries.get(finished.scheduleId());
          if (entry != null) {
            entry.finished(finished);
          }
        }
      }
    }
  }

  /** In the order in which they were made. */
  Collection<Entry> all() {
    return List.copyOf(entries.values());
  }

  @Nullable Entry get(String id) {
    return entries.get(id);
  }
}
