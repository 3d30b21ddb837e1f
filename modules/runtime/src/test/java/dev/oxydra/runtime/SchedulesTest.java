package dev.oxydra.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.Await;
import dev.oxydra.testing.InMemoryJournal;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.NotificationEvent;
import dev.oxydra.types.ScheduleEvent;
import dev.oxydra.types.ScheduleEvent.Definition;
import dev.oxydra.types.Scheduler.Cadence;
import dev.oxydra.types.Scheduler.Change;
import dev.oxydra.types.Scheduler.Notify;
import dev.oxydra.types.Scheduler.Plan;
import dev.oxydra.types.Scheduler.Run;
import dev.oxydra.types.Scheduler.Schedule;
import dev.oxydra.types.SchedulerConfig;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.Supervisor;
import dev.oxydra.types.ToolException;
import dev.oxydra.types.TurnDesk;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What schedules do when their time comes, and what people and models may ask of them. */
@Timeout(60)
final class SchedulesTest {
  private static final SessionId ORIGIN = new SessionId("origin");
  private static final SessionId FALLBACK = new SessionId("fallback");
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Cadence HOURLY = new Cadence.Every(Duration.ofHours(1));

  private final InMemoryJournal journal = new InMemoryJournal();
  private TurnDesk.End answer = FakeDesk.completed("It is done");
  private final FakeDesk desk = new FakeDesk(journal, turn -> answer);
  private volatile Instant now = Instant.parse("2026-05-01T12:00:00Z");
  private Schedules schedules = opened();

  private Schedules opened() {
    SchedulerConfig config =
        new SchedulerConfig(true, 3, 2, Duration.ofMinutes(5), Duration.ofSeconds(10), 2, 4);
    return new Schedules(config, journal, () -> desk, FALLBACK, () -> now, Runnable::run);
  }

  /** Whose runs take as long as the desk says. */
  private Schedules inBackground() {
    SchedulerConfig config =
        new SchedulerConfig(true, 3, 1, Duration.ofMinutes(5), Duration.ofSeconds(10), 2, 4);
    return new Schedules(
        config, journal, () -> desk, FALLBACK, () -> now, run -> Thread.ofVirtual().start(run));
  }

  @BeforeEach
  void makeSession() {
    session(ORIGIN, null);
  }

  private void session(SessionId id, @Nullable SessionId parent) {
    var made = new EventPayload.SessionCreated("helper", "origin", "test", parent);
    journal.append(List.of(new NewEvent(id, null, "system", made)));
  }

  private Schedule create(Cadence cadence, Notify notification) {
    return schedules.create(ORIGIN, new Plan("Look", "Look at it", cadence, notification));
  }

  private void passes(Duration time) {
    now = now.plus(time);
    schedules.tick();
  }

  private List<String> told(SessionId session) {
    return journal.events().stream()
        .filter(event -> event.sessionId().equals(session))
        .filter(event -> event.payload() instanceof NotificationEvent)
        .map(event -> ((NotificationEvent) event.payload()).message())
        .toList();
  }

  private String refused(Runnable asking) {
    return String.valueOf(assertThrows(ToolException.class, asking::run).getMessage());
  }

  @Test
  void itRunsWhenItIsDueAndTellsWhereItWasMade() {
    Schedule made = create(HOURLY, Notify.ALWAYS);
    assertEquals(now.plus(Duration.ofHours(1)), made.next());
    passes(Duration.ofMinutes(59));
    assertNull(desk.last());
    passes(Duration.ofMinutes(1));
    assertEquals(1, desk.turns().size());
    assertEquals("helper", desk.turns().getFirst().agentName());
    assertTrue(desk.turns().getFirst().prompt().endsWith("\n\nLook at it"));
    assertEquals(List.of("It is done"), told(ORIGIN));
    Run run = schedules.runs(made.id(), 10).getFirst();
    assertEquals("completed", run.outcome());
    assertEquals("It is done", schedules.output(run.id()));
    passes(Duration.ofSeconds(1));
    assertEquals(1, desk.turns().size());
  }

  @Test
  void onlyWhatIsMarkedIsToldConditionally() {
    create(HOURLY, Notify.CONDITIONAL);
    passes(Duration.ofHours(1));
    assertEquals(List.of(), told(ORIGIN));
    answer = FakeDesk.completed("[NOTIFY] The disk is full");
    passes(Duration.ofHours(1));
    assertEquals(List.of("The disk is full"), told(ORIGIN));
  }

  @Test
  void failuresAreToldAndDisableItInTheEnd() {
    Schedule made = create(HOURLY, Notify.NEVER);
    answer = FakeDesk.failed("The model is away");
    passes(Duration.ofHours(1));
    assertEquals(List.of(), told(ORIGIN));
    passes(Duration.ofHours(1));
    assertEquals(List.of("It failed 2 times in a row: The model is away"), told(ORIGIN));
    passes(Duration.ofHours(1));
    passes(Duration.ofHours(1));
    assertEquals(2, told(ORIGIN).size());
    assertTrue(told(ORIGIN).getLast().startsWith("It is disabled now."), told(ORIGIN)::toString);
    Schedule disabled = schedules.search("", 10).getFirst();
    assertFalse(disabled.enabled());
    assertTrue(disabled.reason().contains("4 times in a row"), disabled.reason());
    passes(Duration.ofHours(5));
    assertEquals(4, desk.turns().size());
    answer = FakeDesk.completed("again");
    schedules.edit(made.id(), new Change(null, null, null, null, true));
    passes(Duration.ofHours(1));
    assertEquals(5, desk.turns().size());
  }

  @Test
  void afterAnOutageEachRunsOnceAndOneAfterTheOther() {
    Schedule one = create(HOURLY, Notify.NEVER);
    create(new Cadence.Cron("30 * * * *", BERLIN), Notify.NEVER);
    schedules = opened();
    passes(Duration.ofHours(24));
    assertEquals(1, desk.turns().size());
    passes(Duration.ofSeconds(9));
    assertEquals(1, desk.turns().size());
    passes(Duration.ofSeconds(2));
    assertEquals(2, desk.turns().size());
    Run skipped = schedules.runs(one.id(), 10).getLast();
    assertEquals("skipped", skipped.outcome());
    assertTrue(skipped.reason().startsWith("missed, 23 times"), skipped.reason());
    passes(Duration.ofMinutes(30));
    passes(Duration.ofMinutes(30));
    assertEquals(4, desk.turns().size());
  }

  @Test
  void whatIsDueWhileItStillRunsIsSkipped() throws Exception {
    Schedule made = create(HOURLY, Notify.ALWAYS);
    schedules = inBackground();
    desk.gate = new CountDownLatch(1);
    passes(Duration.ofHours(1));
    Await.until("a run", LONG, () -> desk.turns().size() == 1);
    assertTrue(refused(() -> schedules.runNow(made.id())).contains("runs already"));
    passes(Duration.ofHours(1));
    assertEquals("still_running", schedules.runs(made.id(), 1).getFirst().reason());
    desk.gate.countDown();
    Await.until("its end", LONG, () -> told(ORIGIN).size() == 1);
    passes(Duration.ofMinutes(59));
    assertEquals(1, desk.turns().size());
  }

  @Test
  void noMoreRunAtATimeThanMay() throws Exception {
    create(HOURLY, Notify.ALWAYS);
    create(HOURLY, Notify.ALWAYS);
    schedules = inBackground();
    desk.gate = new CountDownLatch(1);
    passes(Duration.ofHours(1));
    Await.until("a run", LONG, () -> desk.turns().size() == 1);
    passes(Duration.ofSeconds(30));
    assertEquals(1, desk.turns().size());
    assertFalse(schedules.tick().isBefore(now.plusSeconds(1)), "looked at without a pause");
    desk.gate.countDown();
    Await.until("its end", LONG, () -> told(ORIGIN).size() == 1);
    passes(Duration.ofSeconds(1));
    Await.until("the other's end", LONG, () -> told(ORIGIN).size() == 2);
  }

  @Test
  void somebodyMayRunItOutOfTurn() {
    Schedule made = create(HOURLY, Notify.ALWAYS);
    passes(Duration.ofMinutes(10));
    Run run = schedules.runNow("Look");
    assertEquals("completed", run.outcome());
    assertTrue(refused(() -> schedules.runNow(made.id())).contains("in this second"));
    passes(Duration.ofMinutes(50));
    assertEquals(2, desk.turns().size());
    assertEquals(2, schedules.runs(made.id(), 10).size());
  }

  @Test
  void whatIsPausedIsNotMadeUpFor() {
    Schedule made = create(HOURLY, Notify.ALWAYS);
    schedules.edit(made.id(), new Change(null, null, null, null, false));
    passes(Duration.ofHours(5));
    schedules.edit(made.id(), new Change("Other", null, null, Notify.NEVER, true));
    passes(Duration.ofMinutes(30));
    assertEquals(0, desk.turns().size());
    passes(Duration.ofMinutes(30));
    assertEquals(1, desk.turns().size());
    assertEquals("Other", schedules.search("other look", 10).getFirst().plan().name());
    schedules.delete(made.id());
    passes(Duration.ofHours(1));
    assertEquals(1, desk.turns().size());
    assertTrue(refused(() -> schedules.delete(made.id())).contains("no schedule"));
  }

  @Test
  void onceIsOnceAndInTheFuture() {
    Schedule made = create(new Cadence.Once(now.plusSeconds(600)), Notify.ALWAYS);
    passes(Duration.ofDays(1));
    passes(Duration.ofDays(1));
    assertEquals(1, desk.turns().size());
    assertNull(schedules.search("", 1).getFirst().next());
    assertEquals("completed", schedules.runs(made.id(), 1).getFirst().outcome());
    assertTrue(
        refused(() -> create(new Cadence.Once(now.minusSeconds(1)), Notify.ALWAYS))
            .contains("in the past"));
  }

  @Test
  void whatCanNotBeIsRefused() {
    assertTrue(
        refused(() -> create(new Cadence.Every(Duration.ofMinutes(4)), Notify.ALWAYS))
            .contains("scheduler.min_interval"));
    assertTrue(
        refused(() -> create(new Cadence.Cron("0,2 8 * * *", BERLIN), Notify.ALWAYS))
            .contains("scheduler.min_interval"));
    assertTrue(
        refused(() -> create(new Cadence.Cron("0 0 30 2 *", BERLIN), Notify.ALWAYS))
            .contains("never due"));
    assertTrue(
        refused(() -> create(new Cadence.Cron("0 99 * * *", BERLIN), Notify.ALWAYS))
            .startsWith("/cron: "));
    for (int i = 0; i < 3; i++) {
      create(HOURLY, Notify.ALWAYS);
    }
    assertTrue(refused(() -> create(HOURLY, Notify.ALWAYS)).contains("scheduler.max_schedules"));
    assertTrue(refused(() -> schedules.runNow("Look")).contains("can be 3 schedules"));
    assertTrue(refused(() -> schedules.output("a b")).contains("No run"));
  }

  @Test
  void aTimeZoneThatIsGoneDisablesItsScheduleAlone() {
    Schedule good = create(HOURLY, Notify.ALWAYS);
    Definition definition =
        new Definition(
            "Old",
            "0 8 * * *",
            "Mars/Olympus",
            "Look",
            Notify.NEVER,
            ORIGIN,
            "helper",
            now,
            true,
            "");
    journal.append(
        List.of(
            new NewEvent(
                ScheduleEvent.SESSION,
                null,
                "system",
                new ScheduleEvent.Created("0190-old", definition))));
    schedules = opened();
    passes(Duration.ofHours(1));
    assertEquals(1, desk.turns().size());
    assertEquals("completed", schedules.runs(good.id(), 1).getFirst().outcome());
    Schedule old = schedules.search("old", 1).getFirst();
    assertFalse(old.enabled());
    assertTrue(old.reason().contains("Mars/Olympus"), old.reason());
    assertTrue(told(ORIGIN).stream().anyMatch(it -> it.contains("Mars/Olympus")));
    assertTrue(
        refused(() -> schedules.edit("Old", new Change(null, null, null, null, true)))
            .contains("another time"));
    schedules.edit(
        "Old", new Change(null, null, new Cadence.Cron("0 8 * * *", BERLIN), null, true));
    passes(Duration.ofDays(1));
    passes(Duration.ofMinutes(1));
    assertEquals("completed", schedules.runs("Old", 1).getFirst().outcome());
  }

  @Test
  void aClockThatIsPutBackRunsNothingTwice() {
    create(HOURLY, Notify.ALWAYS);
    passes(Duration.ofHours(1));
    now = now.minus(Duration.ofMinutes(30));
    schedules.tick();
    passes(Duration.ofMinutes(30));
    assertEquals(1, desk.turns().size());
    passes(Duration.ofHours(1));
    assertEquals(2, desk.turns().size());
  }

  @Test
  void whatAChildMakesTellsTheSessionOfItsUserAndAnotherOneWhereThatIsGone() {
    SessionId child = new SessionId("child");
    session(child, ORIGIN);
    schedules.create(child, new Plan(null, "Look", HOURLY, Notify.ALWAYS));
    passes(Duration.ofHours(1));
    assertEquals(1, told(ORIGIN).size());
    journal.delete(ORIGIN, "user");
    passes(Duration.ofHours(1));
    assertEquals(List.of("It is done"), told(FALLBACK));
  }

  @Test
  void aThreadDoesWhatIsDue() throws Exception {
    create(new Cadence.Once(now.plusSeconds(600)), Notify.ALWAYS);
    schedules = inBackground();
    now = now.plusSeconds(600);
    try (Schedules running = schedules) {
      running.start(Supervisor.NONE);
      Await.until("the run's end", LONG, () -> told(ORIGIN).size() == 1);
    }
  }
}
