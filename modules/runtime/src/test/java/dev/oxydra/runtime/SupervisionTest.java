package dev.oxydra.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.InMemoryJournal;
import dev.oxydra.types.ActorEvent;
import dev.oxydra.types.ChildSpec;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.NotificationEvent;
import dev.oxydra.types.RestartPolicy;
import dev.oxydra.types.SessionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class SupervisionTest {
  private static final SessionId FIRST = new SessionId("first");
  private static final SessionId OWN = new SessionId("own");
  private static final Duration WINDOW = Duration.ofMinutes(10);
  private static final RestartPolicy POLICY =
      new RestartPolicy(Duration.ofSeconds(1), Duration.ofSeconds(5), WINDOW, 5);
  private static final ChildSpec SERVER =
      new ChildSpec("mcp:files", "The MCP server files", POLICY, null);

  private final InMemoryJournal journal = new InMemoryJournal();
  private final FakeDesk desk = new FakeDesk(journal, turn -> FakeDesk.completed("Done"));
  private long now = 1;
  private final Supervision supervision = new Supervision(journal, () -> desk, FIRST, () -> now);

  private void passes(Duration time) {
    now += time.toNanos();
  }

  private <T extends EventPayload> List<T> told(SessionId session, Class<T> type) {
    return journal.read(session, 0, 1000).stream()
        .map(event -> event.payload())
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  /** Fails it as often as it may be tried, and returns the pauses in seconds. */
  private List<Long> failures(ChildSpec child, int times) {
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      Duration pause = supervision.failed(child, "it is broken");
      assertEquals(pause, supervision.pause(child));
      pauses.add(pause.toSeconds());
      passes(pause);
      assertEquals(Duration.ZERO, supervision.pause(child));
    }
    return pauses;
  }

  @Test
  void pausesGrowUntilItIsLeftAloneAndItsUserIsToldOnce() {
    assertEquals(List.of(1L, 2L, 4L, 5L), failures(SERVER, 4));
    assertEquals(List.of(), journal.events());
    assertEquals(List.of(600L, 1L, 2L, 4L, 5L, 600L), failures(SERVER, 6));
    String message =
        "The MCP server files failed 5 times within 10 minutes and is left alone for as long. The last time: it is broken";
    assertEquals(
        List.of(new ActorEvent.Escalated(null, "mcp:files", message)),
        told(FIRST, ActorEvent.class));
    assertEquals(
        List.of(new NotificationEvent.Sent("session", message, null, null)),
        told(FIRST, NotificationEvent.class));
    assertEquals(1, told(FIRST, EventPayload.SessionCreated.class).size());
  }

  @Test
  void whatWorkedInBetweenBeginsAnew() {
    failures(SERVER, 5);
    supervision.worked(SERVER);
    assertEquals(List.of(1L, 2L, 4L, 5L, 600L), failures(SERVER, 5));
    assertEquals(2, told(FIRST, NotificationEvent.Sent.class).size());
  }

  @Test
  void oneThatFailsLeavesTheOthersAlone() {
    failures(SERVER, 4);
    Duration _ = supervision.failed(SERVER, "it is broken");
    ChildSpec other = new ChildSpec("mcp:web", "The MCP server web", POLICY, null);
    assertEquals(Duration.ZERO, supervision.pause(other));
    assertEquals(WINDOW, supervision.pause(SERVER));
  }

  @Test
  void itsOwnSessionIsToldAndTheFirstOneWhereThatIsGone() {
    ChildSpec child = new ChildSpec("session:own", "Session own", POLICY, OWN);
    journal.append(
        List.of(
            new NewEvent(
                OWN,
                null,
                "user",
                new EventPayload.SessionCreated("default", null, "gateway", null))));
    failures(child, 5);
    assertEquals(1, told(OWN, NotificationEvent.Sent.class).size());
    assertEquals(0, told(FIRST, NotificationEvent.Sent.class).size());
    supervision.worked(child);
    journal.delete(OWN, "user");
    failures(child, 5);
    assertEquals(1, told(FIRST, NotificationEvent.Sent.class).size());
  }

  @Test
  void whatIsKeptGoesOnUntilItEnds() throws Exception {
    ChildSpec loop =
        new ChildSpec(
            "loop", "The loop", new RestartPolicy(Duration.ZERO, Duration.ZERO, WINDOW, 100), null);
    List<Integer> runs = new ArrayList<>();
    supervision.keep(
        loop,
        () -> {
          runs.add(runs.size());
          if (runs.size() < 5) {
            throw new IllegalStateException("it is broken");
          }
        });
    assertEquals(5, runs.size());
    assertThrows(
        InterruptedException.class,
        () ->
            supervision.keep(
                loop,
                () -> {
                  throw new InterruptedException("the end");
                }));
  }

  /** Otherwise a part that breaks off once a day would be given up some day. */
  @Test
  void whatHasRunForLongBeginsAnew() throws Exception {
    ChildSpec loop =
        new ChildSpec(
            "loop", "The loop", new RestartPolicy(Duration.ZERO, Duration.ZERO, WINDOW, 2), null);
    List<Integer> runs = new ArrayList<>();
    supervision.keep(
        loop,
        () -> {
          runs.add(runs.size());
          passes(WINDOW);
          if (runs.size() < 10) {
            throw new IllegalStateException("it is broken");
          }
        });
    assertEquals(10, runs.size());
    assertEquals(List.of(), journal.events());
  }

  @Test
  void manyThatFailDoNotFillTheMemory() {
    for (int i = 0; i < 1100; i++) {
      Duration _ =
          supervision.failed(new ChildSpec("session:" + i, "Session", POLICY, null), "broken");
    }
    assertTrue(supervision.size() <= 1000);
  }
}
