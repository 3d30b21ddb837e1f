package dev.oxydra.gateway;

import static dev.oxydra.gateway.Served.DEADLINE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.oxydra.testing.Await;
import dev.oxydra.testing.InMemoryJournal;
import dev.oxydra.testing.InMemorySupervisor;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Checkpoints;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FileSource;
import dev.oxydra.types.JournalException;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.ToolResult;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.UserId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SessionHubTest {
  private static final UserId ALICE = new UserId("alice");

  private final InMemoryJournal journal = new InMemoryJournal();
  private final FakeRunner runner = new FakeRunner(journal);

  private SessionHub hub(int running, int waiting) {
    SessionHub hub =
        new SessionHub(
            ALICE,
            journal,
            runner,
            new AgentConfig.Gateway(
                List.of(), List.of(), 1 << 20, 4, 100, 100, 50, running, waiting));
    hub.start();
    return hub;
  }

  private static Turn turn(SessionId session, String id, String prompt) {
    return new Turn(new TurnId(id), session, prompt, List.of());
  }

  private List<EventPayload> payloads(String turn) {
    return journal.events().stream()
        .filter(event -> new TurnId(turn).equals(event.turnId()))
        .map(Event::payload)
        .toList();
  }

  private void awaitEnds() {
    Await.until("all turns end", DEADLINE, () -> journal.projections().queue().isEmpty());
  }

  @Test
  void atMostSoManyRunAndTheRestFollowInOrder() {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    Semaphore go = new Semaphore(0);
    runner.script(
        "count",
        steps -> {
          order.add(steps.turn().id().value());
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          go.acquire();
          running.decrementAndGet();
          steps.answer("ok");
        });
    try (SessionHub hub = hub(2, 6)) {
      for (int i = 0; i < 8; i++) {
        hub.submit(turn(hub.create(null, null, "test"), "t" + i, "count"), false);
      }
      GatewayException full =
          assertThrows(
              GatewayException.class,
              () -> hub.submit(turn(hub.create(null, null, "test"), "t9", "count"), false));
      assertEquals(GatewayException.Code.QUEUE_FULL, full.code());
      assertEquals(List.of(), payloads("t9"));
      Await.until("two run", DEADLINE, () -> order.size() == 2);
      for (int i = 3; i <= 8; i++) {
        go.release();
        int started = i;
        Await.until("the next one starts", DEADLINE, () -> order.size() == started);
        assertEquals("t" + (i - 1), order.getLast());
      }
      go.release(2);
      awaitEnds();
      assertEquals(2, most.get());
    }
  }

  @Test
  void aWaitingTurnIsCancelledWithoutRunning() {
    try (SessionHub hub = hub(1, 5)) {
      SessionId first = hub.defaultSession();
      SessionId second = hub.create(null, null, "test");
      hub.submit(turn(first, "t1", "wait"), false);
      hub.submit(turn(second, "t2", "wait"), false);
      assertTrue(hub.cancel(second));
      assertEquals(2, payloads("t2").size());
      assertInstanceOf(EventPayload.TurnCancelled.class, payloads("t2").getLast());
      assertEquals(1, hub.cancelAll());
      awaitEnds();
      assertInstanceOf(EventPayload.TurnCancelled.class, payloads("t1").getLast());
    }
  }

  @Test
  void closingCancelsWhatRunsAndLeavesWhatWaitsToTheNextProcess() {
    SessionHub hub = hub(1, 5);
    SessionId waiting = hub.create(null, null, "test");
    hub.submit(turn(hub.defaultSession(), "t1", "wait"), false);
    hub.submit(turn(waiting, "t2", "later"), false);
    hub.submit(turn(waiting, "t3", "later still"), true);
    hub.close();
    assertInstanceOf(EventPayload.TurnCancelled.class, payloads("t1").getLast());
    assertEquals(1, payloads("t2").size());
    GatewayException refused =
        assertThrows(
            GatewayException.class,
            () -> hub.submit(turn(hub.defaultSession(), "t4", "hi"), false));
    assertEquals(GatewayException.Code.SHUTTING_DOWN, refused.code());
    assertEquals(List.of(), payloads("t4"));
    try (SessionHub next = hub(1, 1)) {
      awaitEnds();
      assertEquals(
          List.of("wait", "later", "later still"),
          runner.turns().stream().map(Turn::prompt).toList());
      assertInstanceOf(EventPayload.TurnCompleted.class, payloads("t2").getLast());
      assertEquals(
          Submission.Outcome.SUBMITTED_BEFORE,
          next.submit(turn(waiting, "t3", "later still"), true).outcome());
    }
  }

  @Test
  void afterACrashWhatRanHasFailedAndWhatWaitedRuns() {
    SessionId session = SessionId.defaultOf(ALICE);
    var arguments = JsonNodeFactory.instance.objectNode();
    append(session, null, new EventPayload.SessionCreated("writer", null, "gateway", null));
    append(session, "t1", new EventPayload.TurnSubmitted("hi", List.of()));
    append(session, "t1", new EventPayload.TurnStarted());
    for (String call : List.of("c1", "c2", "c3")) {
      append(
          session,
          "t1",
          new EventPayload.ToolCalled(call, "shell_exec", arguments, SafetyTier.SIDE_EFFECTING));
    }
    append(
        session,
        "t1",
        new EventPayload.ToolResulted("c2", "shell_exec", ToolResult.Outcome.OK, "done", 5));
    append(session, "t2", new EventPayload.TurnSubmitted("second", List.of()));
    append(session, "t3", new EventPayload.TurnSubmitted("third", List.of()));
    append(session, "t2", new EventPayload.TurnEdited("second, edited"));
    append(session, "t4", new EventPayload.TurnSubmitted("fourth", List.of()));
    append(session, "t4", new EventPayload.TurnCancelled());
    try (SessionHub hub = hub(1, 1)) {
      awaitEnds();
      List<EventPayload> first = payloads("t1");
      assertEquals(
          List.of("c1", "c3"),
          first.stream()
              .filter(EventPayload.ToolResulted.class::isInstance)
              .map(EventPayload.ToolResulted.class::cast)
              .filter(result -> result.outcome() == ToolResult.Outcome.UNKNOWN)
              .map(EventPayload.ToolResulted::callId)
              .toList());
      var failed = assertInstanceOf(EventPayload.TurnFailed.class, first.getLast());
      assertEquals("interrupted", failed.reason());
      assertEquals(
          List.of("second, edited", "third"), runner.turns().stream().map(Turn::prompt).toList());
      assertEquals("writer", runner.turns().getFirst().agentName());
      assertEquals(
          Submission.Outcome.SUBMITTED_BEFORE,
          hub.submit(turn(session, "t1", "hi"), false).outcome());
      assertEquals(
          Submission.Outcome.ACCEPTED, hub.submit(turn(session, "t5", "hi"), false).outcome());
      awaitEnds();
    }
  }

  private void append(SessionId session, @Nullable String turn, EventPayload payload) {
    TurnId id = turn == null ? null : new TurnId(turn);
    journal.append(List.of(new NewEvent(session, id, "user", payload)));
  }

  @Test
  void aTurnThatTheJournalEndsSaysSo() {
    runner.script(
        "full",
        steps -> {
          throw new JournalException(JournalException.Kind.FULL, "the disk is full");
        });
    try (SessionHub hub = hub(1, 1)) {
      hub.submit(turn(hub.defaultSession(), "t1", "full"), false);
      awaitEnds();
      var failed = assertInstanceOf(EventPayload.TurnFailed.class, payloads("t1").getLast());
      assertEquals("journal_failed", failed.reason());
      assertEquals("The turn broke off: the disk is full", failed.message());
    }
  }

  @Test
  void aRunnerThatForgetsTheEndIsCorrected() {
    runner.script("forget", steps -> {});
    try (SessionHub hub = hub(1, 1)) {
      hub.submit(turn(hub.defaultSession(), "t1", "forget"), false);
      awaitEnds();
      var failed = assertInstanceOf(EventPayload.TurnFailed.class, payloads("t1").getLast());
      assertEquals("internal_error", failed.reason());
    }
  }

  @Test
  void aSessionWhoseTurnsBreakOffAgainAndAgainIsLeftAlone() {
    runner.script(
        "break",
        steps -> {
          throw new IllegalStateException("out of luck");
        });
    InMemorySupervisor supervisor = new InMemorySupervisor();
    try (SessionHub hub =
        new SessionHub(
            ALICE,
            journal,
            runner,
            AgentConfig.Gateway.defaults(),
            AgentConfig.Retention.FOREVER,
            Checkpoints.NONE,
            FileSource.NONE,
            supervisor)) {
      hub.start();
      SessionId session = hub.defaultSession();
      for (int i = 1; i <= 6; i++) {
        hub.submit(turn(session, "t" + i, "break"), true);
      }
      hub.submit(turn(hub.create(null, null, "gateway"), "other", "hello"), false);
      awaitEnds();
      assertEquals("internal_error", failure("t5").reason());
      assertEquals("session_failed", failure("t6").reason());
      assertEquals(List.of("session:" + session + ": out of luck"), supervisor.givenUp());
      assertInstanceOf(EventPayload.TurnCompleted.class, payloads("other").getLast());
    }
  }

  private EventPayload.TurnFailed failure(String turn) {
    return assertInstanceOf(EventPayload.TurnFailed.class, payloads(turn).getLast());
  }

  @Test
  void oneSessionRunsOneTurnAtATimeHoweverManyAsk() throws Exception {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    runner.script(
        "count",
        steps -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          steps.delta("x");
          running.decrementAndGet();
          steps.answer("ok");
        });
    try (SessionHub hub = hub(4, 10)) {
      SessionId session = hub.defaultSession();
      AtomicInteger accepted = new AtomicInteger();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        int sender = i;
        threads.add(
            Thread.ofVirtual()
                .start(() -> {
                  for (int j = 0; j < 20; j++) {
                    try {
                      hub.submit(turn(session, sender + "-" + j, "count"), false);
                      accepted.incrementAndGet();
                    } catch (GatewayException e) {
                      assertEquals(GatewayException.Code.TURN_ALREADY_ACTIVE, e.code());
                    }
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      awaitEnds();
      assertEquals(1, most.get());
      assertEquals(
          accepted.get(),
          journal.events().stream()
              .filter(event -> event.payload() instanceof EventPayload.TurnCompleted)
              .count());
    }
  }

  /** Turns submitted, edited, removed, stopped and deleted at random, all at once. */
  @Test
  void eachTurnThatIsAcceptedRunsAtMostOnceAndEndsOnce() throws Exception {
    long seed = new Random().nextLong();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger running = new AtomicInteger();
    runner.script(
        "count",
        steps -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          try {
            Thread.sleep(0, 100_000);
          } finally {
            running.decrementAndGet();
          }
          steps.answer("ok");
        });
    try (SessionHub hub = hub(2, 1000)) {
      List<SessionId> sessions = List.of(hub.defaultSession(), hub.create(null, null, "test"));
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        Random random = new Random(seed + i);
        String name = "s" + i + "-";
        threads.add(
            Thread.ofVirtual()
                .start(() -> {
                  for (int j = 0; j < 60; j++) {
                    SessionId session = sessions.get(random.nextInt(2));
                    hub.submit(turn(session, name + j, "count"), true);
                    change(hub, session, name + random.nextInt(j + 1), random.nextInt(6));
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      awaitEnds();
      assertTrue(most.get() <= 2, "seed " + seed);
      for (int i = 0; i < 6; i++) {
        for (int j = 0; j < 60; j++) {
          String id = "s" + i + "-" + j;
          List<EventPayload> of = payloads(id);
          assertEquals(1, of.stream().filter(TurnHistory::isEnd).count(), id + " seed " + seed);
          assertTrue(
              of.stream().filter(EventPayload.TurnStarted.class::isInstance).count() <= 1,
              id + " seed " + seed);
        }
      }
      Await.until("nothing is left", DEADLINE, () -> hub.lines().all().isEmpty());
      assertEquals(0, hub.stats().waiting());
    }
  }

  private static void change(SessionHub hub, SessionId session, String id, int what) {
    TurnId turn = new TurnId(id);
    try {
      switch (what) {
        case 0 -> hub.changes().edit(session, turn, "count", () -> {});
        case 1 -> hub.changes().remove(session, turn, () -> {});
        case 2 -> hub.changes().steer(session, turn, "go on");
        case 3 -> hub.cancel(session);
        default -> {}
      }
    } catch (GatewayException e) {
      assertTrue(
          e.code() == GatewayException.Code.TURN_NOT_WAITING
              || e.code() == GatewayException.Code.NO_ACTIVE_TURN,
          e.toString());
    }
  }
}
