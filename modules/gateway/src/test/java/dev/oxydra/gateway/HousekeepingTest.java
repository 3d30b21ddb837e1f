package dev.oxydra.gateway;

import static dev.oxydra.gateway.Served.DEADLINE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.Await;
import dev.oxydra.testing.InMemoryJournal;
import dev.oxydra.testing.ProtocolClient;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.SessionInfo;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.UserId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What a hub does by itself when time passes. */
class HousekeepingTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  /** Days without an event: 30, or 5 for what was put aside. */
  private static final AgentConfig.Retention RETENTION = new AgentConfig.Retention(30, 5);

  private final SettableClock clock = new SettableClock();
  private final InMemoryJournal journal = new InMemoryJournal(clock);
  private final FakeRunner runner = new FakeRunner(journal);

  private static final class SettableClock extends Clock {
    private final AtomicReference<Instant> now = new AtomicReference<>(START);

    void advance(Duration by) {
      now.updateAndGet(at -> at.plus(by));
    }

    @Override
    public Instant instant() {
      return now.get();
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private Served serve() {
    SessionHub hub =
        new SessionHub(
            new UserId("alice"),
            journal,
            runner,
            AgentConfig.Gateway.defaults(),
            RETENTION,
            clock,
            Duration.ofMillis(5));
    return Served.serve(journal, runner, hub);
  }

  private SessionId session(boolean archived) {
    SessionId id = SessionId.create();
    append(id, new EventPayload.SessionCreated("default", null, "gateway", null));
    if (archived) {
      append(id, new EventPayload.SessionArchived(true));
    }
    return id;
  }

  private void append(SessionId session, EventPayload payload) {
    journal.append(List.of(new NewEvent(session, null, "user", payload)));
  }

  private List<SessionId> sessions() {
    return journal.projections().sessions().stream().map(SessionInfo::sessionId).toList();
  }

  @Test
  void sessionsPastTheirRetentionAreDeletedUnlessTheyAreInUse() {
    SessionId old = session(false);
    SessionId aside = session(true);
    SessionId watched = session(false);
    SessionId busy = session(false);
    SessionId unused = session(false);
    Semaphore go = new Semaphore(0);
    runner.script(
        "long",
        steps -> {
          go.acquire();
          steps.answer("done");
        });
    clock.advance(Duration.ofDays(6));
    try (Served served = serve();
        ProtocolClient client =
            served.join(Map.of("user_id", "alice", "session_id", watched.value()))) {
      served.hub().submit(turn("t1", busy, "long"), false);
      Await.until("the archived one goes", DEADLINE, () -> !sessions().contains(aside));
      assertTrue(sessions().containsAll(List.of(old, watched, busy, unused)));
      Event trace = journal.read(aside, 0, 10).getFirst();
      assertEquals("retention", trace.actor());
      assertEquals(new EventPayload.SessionDeleted(2), trace.payload());
      clock.advance(Duration.ofDays(31));
      SessionId young = session(false);
      Await.until("the old ones go", DEADLINE, () -> !sessions().contains(old));
      Await.until("the old ones go", DEADLINE, () -> !sessions().contains(unused));
      assertTrue(sessions().containsAll(List.of(watched, busy, young)));
      go.release();
      client.send("health_check", Map.of());
      client.await("health_status", DEADLINE);
    }
  }

  private static Turn turn(String id, SessionId session, String prompt) {
    return new Turn(new TurnId(id), session, prompt, List.of());
  }

  @Test
  void whatNobodyUsesLeavesMemoryAndComesBack() {
    SessionId session = session(false);
    SessionId busy = session(false);
    try (Served served = serve()) {
      served.hub().submit(turn("t1", session, "hi"), false);
      served.hub().submit(turn("t2", busy, "wait"), false);
      Await.until("t1 ends", DEADLINE, () -> served.hub().stats().completed() == 1);
      Await.until("t2 runs", DEADLINE, () -> served.hub().stats().running() == 1);
      try (ProtocolClient client =
          served.join(Map.of("user_id", "alice", "session_id", session.value()))) {
        clock.advance(Duration.ofHours(25));
        SessionId third = session(false);
        served.hub().feed(third);
        assertEquals(3, served.hub().stats().sessions());
        clock.advance(Duration.ofHours(25));
        Await.until("the third goes", DEADLINE, () -> served.hub().stats().sessions() == 2);
        served.hub().submit(turn("t3", session, "hi"), false);
        client.await("turn_completed", DEADLINE);
      }
      Await.until(
          "the session leaves memory",
          DEADLINE,
          () -> {
            clock.advance(Duration.ofHours(25));
            return served.hub().stats().sessions() == 1;
          });
      try (ProtocolClient client =
          served.join(
              Map.of(
                  "user_id",
                  "alice",
                  "session_id",
                  session.value(),
                  "features",
                  List.of("events"),
                  "after_seq",
                  0))) {
        client.await("replay_complete", DEADLINE);
        client.send(
            "send_turn", Map.of("session_id", session.value(), "turn_id", "t4", "prompt", "hi"));
        client.await("turn_completed", DEADLINE);
      }
    }
  }
}
