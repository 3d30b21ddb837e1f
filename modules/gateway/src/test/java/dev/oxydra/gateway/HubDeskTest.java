package dev.oxydra.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.InMemoryJournal;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnDesk;
import dev.oxydra.types.TurnDesk.RefusedException;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.UserId;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Turns that no client asks for. */
@Timeout(30)
final class HubDeskTest {
  private static final SessionId CHILD = new SessionId("child");
  private static final TurnId TURN = new TurnId("t");

  private final InMemoryJournal journal = new InMemoryJournal();
  private final FakeRunner runner = new FakeRunner(journal);
  private SessionHub hub;
  private TurnDesk desk;

  @BeforeEach
  void start() {
    hub = new SessionHub(new UserId("alice"), journal, runner, AgentConfig.Gateway.defaults());
    hub.start();
    desk = hub.turns();
  }

  @AfterEach
  void close() {
    hub.close();
  }

  private static EventPayload.SessionCreated made(String agent, SessionId parent) {
    return new EventPayload.SessionCreated(agent, "A part of the work", "agent", parent);
  }

  private static Turn turn(String prompt) {
    return new Turn(TURN, CHILD, prompt, List.of());
  }

  @Test
  void sessionsOfAgentsAndSchedulesLeaveRoomForTheUsers() {
    int most = AgentConfig.Gateway.defaults().maxSessions();
    for (int i = 0; i < most; i++) {
      desk.open(new SessionId("child-" + i), made(AgentConfig.DEFAULT_AGENT, hub.defaultSession()));
      desk.open(
          new SessionId("schedule-" + i),
          new EventPayload.SessionCreated(AgentConfig.DEFAULT_AGENT, null, "schedule", null));
    }
    for (int i = 1; i < most; i++) {
      assertNotNull(hub.directory().create("mine", AgentConfig.DEFAULT_AGENT, "test"));
    }
    GatewayException full =
        assertThrows(
            GatewayException.class,
            () -> hub.directory().create("mine", AgentConfig.DEFAULT_AGENT, "test"));
    assertEquals(GatewayException.Code.SESSION_LIMIT, full.code());
  }

  @Test
  void aTurnRunsInASessionBelowAnotherAndItsAnswerIsHandedOver() throws Exception {
    SessionId parent = hub.defaultSession();
    desk.open(CHILD, made(AgentConfig.DEFAULT_AGENT, parent));
    desk.open(CHILD, made(AgentConfig.DEFAULT_AGENT, parent));
    assertEquals(parent, hub.info(CHILD).parentSessionId());
    assertEquals(1, journal.read(CHILD, 0, 10).size(), "made once");
    runner.script("go", steps -> steps.answer("done"));
    assertTrue(desk.submit(turn("go")) > 0);
    TurnDesk.End end = desk.await(CHILD, TURN);
    assertInstanceOf(EventPayload.TurnCompleted.class, end.payload());
    assertEquals("done", end.answer());
    desk.submit(turn("go"));
    assertEquals(end, desk.await(CHILD, TURN), "the same turn runs once, and keeps its end");
  }

  @Test
  void aTurnThatRunsIsStoppedAndOneThatNeverWasIsSaidSo() throws Exception {
    desk.open(CHILD, made(AgentConfig.DEFAULT_AGENT, hub.defaultSession()));
    desk.submit(turn("wait"));
    assertTrue(desk.cancel(CHILD, TURN));
    assertInstanceOf(EventPayload.TurnCancelled.class, desk.await(CHILD, TURN).payload());
    assertFalse(desk.cancel(CHILD, TURN));
    RefusedException none =
        assertThrows(RefusedException.class, () -> desk.await(CHILD, new TurnId("other")));
    assertEquals("no_active_turn", none.code());
  }

  @Test
  void whoIsWaitedForNeedsNoPlace() throws Exception {
    desk.open(CHILD, made(AgentConfig.DEFAULT_AGENT, hub.defaultSession()));
    TurnId awaited = new TurnId(CHILD.value());
    for (int i = 0; i < AgentConfig.Gateway.defaults().maxConcurrentTurns(); i++) {
      SessionId busy = new SessionId("busy" + i);
      desk.open(busy, made(AgentConfig.DEFAULT_AGENT, hub.defaultSession()));
      desk.submit(new Turn(new TurnId("w"), busy, "wait", List.of()));
    }
    runner.script("go", steps -> steps.answer("done"));
    desk.submit(new Turn(awaited, CHILD, "go", List.of()));
    assertInstanceOf(EventPayload.TurnCompleted.class, desk.await(CHILD, awaited).payload());
  }

  @Test
  void anAgentThatIsNotThereIsRefused() {
    RefusedException refused =
        assertThrows(
            RefusedException.class, () -> desk.open(CHILD, made("nobody", hub.defaultSession())));
    assertEquals("unknown_agent", refused.code());
    assertEquals(List.of(), journal.read(CHILD, 0, 10));
  }
}
