package dev.oxydra.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.InMemoryJournal;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.ScheduleEvent;
import dev.oxydra.types.Scheduler.Cadence;
import dev.oxydra.types.Scheduler.Notify;
import dev.oxydra.types.Scheduler.Plan;
import dev.oxydra.types.SchedulerConfig;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnDesk;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A year of schedules in three time zones, with outages, and crashes wherever there can be one. */
@Timeout(120)
final class ScheduleYearTest {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("2027-01-01T00:00:00Z");
  private static final SessionId ORIGIN = new SessionId("origin");

  private static final List<ZoneId> ZONES =
      List.of(
          ZoneId.of("Europe/Berlin"),
          ZoneId.of("America/New_York"),
          // Its clock is put forward by half an hour.
          ZoneId.of("Australia/Lord_Howe"));

  private static final SchedulerConfig CONFIG =
      new SchedulerConfig(
          true, 100, 64, Duration.ofMinutes(1), Duration.ofSeconds(10), 1_000, 1_000);

  /** The process is gone. */
  private static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final InMemoryJournal kept = new InMemoryJournal();
  private final FakeDesk desk = new FakeDesk(kept, this::answer);
  private final Map<String, Set<Instant>> expected = new HashMap<>();
  private Instant now = BEGIN;
  private int crashes;

  private TurnDesk.End answer(Turn turn) {
    return random.nextInt(10) == 0 ? FakeDesk.failed("no luck") : FakeDesk.completed("done");
  }

  private void perhapsCrash() {
    if (random.nextInt(2000) == 0) {
      crashes++;
      throw new Crash();
    }
  }

  /** Whose process may end before and after anything that it does. */
  private <T> T mortal(Class<T> type, T real) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              // Nobody is asked anything here.
              if (method.getName().equals("subscribe")) {
                return (Journal.Subscription) () -> {};
              }
              if (method.getName().equals("lastSeq")) {
                return 0L;
              }
              boolean changes =
                  Set.of("append", "open", "submit", "await").contains(method.getName());
              if (changes) {
                perhapsCrash();
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              } finally {
                if (changes) {
                  perhapsCrash();
                }
              }
            }));
  }

  private Schedules process() {
    TurnDesk mortalDesk = mortal(TurnDesk.class, desk);
    InstantSource clock = () -> now;
    return new Schedules(
        CONFIG, mortal(Journal.class, kept), () -> mortalDesk, ORIGIN, clock, Runnable::run);
  }

  private void expect(Schedules made, Cadence cadence, Set<Instant> due) {
    String id = made.create(ORIGIN, new Plan(null, "Do it", cadence, Notify.NEVER)).id();
    expected.put(id, due);
  }

  private static SortedSet<Instant> at(ZoneId zone, Predicate<LocalDate> days, LocalTime time) {
    SortedSet<Instant> due = new TreeSet<>();
    for (LocalDate day = LocalDate.of(2025, 12, 30); day.getYear() < 2028; day = day.plusDays(1)) {
      Instant instant = ZonedDateTime.of(day, time, zone).toInstant();
      if (days.test(day) && instant.isAfter(BEGIN) && !instant.isAfter(END)) {
        due.add(instant);
      }
    }
    return due;
  }

  private static SortedSet<Instant> everyMinute(ZoneId zone, Predicate<LocalTime> times) {
    SortedSet<Instant> due = new TreeSet<>();
    for (Instant at = BEGIN.plusSeconds(60); !at.isAfter(END); at = at.plusSeconds(60)) {
      if (times.test(LocalTime.ofInstant(at, zone))) {
        due.add(at);
      }
    }
    return due;
  }

  private void create() {
    kept.append(
        List.of(
            new NewEvent(
                ORIGIN,
                null,
                "system",
                new EventPayload.SessionCreated("default", "origin", "test", null))));
    Schedules first = new Schedules(CONFIG, kept, () -> desk, ORIGIN, () -> now, Runnable::run);
    for (ZoneId zone : ZONES) {
      // In what is left out or comes twice in one of them.
      for (LocalTime time :
          List.of(LocalTime.of(2, 15), LocalTime.of(1, 45), LocalTime.of(2, 30))) {
        String cron = "%d %d * * *".formatted(time.getMinute(), time.getHour());
        expect(first, new Cadence.Cron(cron, zone), at(zone, day -> true, time));
      }
      expect(
          first,
          new Cadence.Cron("0 8 * * MON-FRI", zone),
          at(zone, day -> day.getDayOfWeek().getValue() < 6, LocalTime.of(8, 0)));
      expect(
          first,
          new Cadence.Cron("0 * * * *", zone),
          everyMinute(zone, time -> time.getMinute() == 0));
    }
    ZoneId halfHour = ZONES.getLast();
    expect(
        first,
        new Cadence.Cron("*/20 */2 * * *", halfHour),
        everyMinute(halfHour, time -> time.getMinute() % 20 == 0 && time.getHour() % 2 == 0));
    Set<Instant> sevenHours = new HashSet<>();
    for (Instant at = BEGIN; !at.isAfter(END); at = at.plus(Duration.ofHours(7))) {
      sevenHours.add(at);
    }
    sevenHours.remove(BEGIN);
    expect(first, new Cadence.Every(Duration.ofHours(7)), sevenHours);
    expect(first, new Cadence.Once(BEGIN.plusSeconds(86_400)), Set.of(BEGIN.plusSeconds(86_400)));
  }

  private Duration step() {
    return switch (random.nextInt(200)) {
      case 0 -> Duration.ofMinutes(random.nextInt(5 * 24 * 60));
      case 1, 2 -> Duration.ofMinutes(random.nextInt(8 * 60));
      default -> Duration.ofSeconds(random.nextInt(40 * 60));
    };
  }

  private void live() {
    Schedules process = process();
    while (true) {
      try {
        process.tick();
        if (!now.isBefore(END)) {
          return;
        }
        Instant next = now.plus(step());
        now = next.isAfter(END) ? END : next;
      } catch (Crash e) {
        process = process();
      }
    }
  }

  @Test
  void eachIsRunOnceOrRecordedAsSkipped() {
    create();
    live();
    // Those that make up for something come one after the other.
    for (int i = 0; i < 100; i++) {
      now = now.plusSeconds(11);
      new Schedules(CONFIG, kept, () -> desk, ORIGIN, () -> now, Runnable::run).tick();
    }
    Map<String, Set<Instant>> fired = new HashMap<>();
    Map<String, Set<Instant>> skipped = new HashMap<>();
    int finished = 0;
    for (Event event : kept.events()) {
      switch (event.payload()) {
        case ScheduleEvent.Fired it -> {
          assertTrue(
              fired.computeIfAbsent(it.scheduleId(), id -> new HashSet<>()).add(it.due()),
              () -> "claimed twice: " + it + ", seed " + seed);
        }
        case ScheduleEvent.Skipped it -> {
          Set<Instant> all = new HashSet<>(expected.getOrDefault(it.scheduleId(), Set.of()));
          all.removeIf(due -> due.isBefore(it.due()) || due.isAfter(it.upTo()));
          assertEquals(it.count(), all.size(), () -> it + ", seed " + seed);
          for (Instant due : all) {
            assertTrue(
                skipped.computeIfAbsent(it.scheduleId(), id -> new HashSet<>()).add(due),
                () -> "skipped twice: " + due + ", seed " + seed);
          }
        }
        case ScheduleEvent.Finished it -> finished++;
        default -> {}
      }
    }
    int runs = 0;
    int left = 0;
    for (Map.Entry<String, Set<Instant>> schedule : expected.entrySet()) {
      Set<Instant> run = fired.getOrDefault(schedule.getKey(), Set.of());
      Set<Instant> all = new HashSet<>(skipped.getOrDefault(schedule.getKey(), Set.of()));
      assertTrue(run.stream().noneMatch(all::contains), () -> "run and skipped, seed " + seed);
      all.addAll(run);
      assertEquals(new TreeSet<>(schedule.getValue()), new TreeSet<>(all), () -> "seed " + seed);
      runs += run.size();
      left += schedule.getValue().size() - run.size();
    }
    assertEquals(runs, desk.turns().size(), () -> "turns, seed " + seed);
    assertEquals(runs, finished, () -> "ends, seed " + seed);
    System.out.printf("A year: %d runs, %d skipped, %d crashes%n", runs, left, crashes);
    assertTrue(crashes > 10 && runs > 5_000, () -> crashes + " crashes, seed " + seed);
  }
}
