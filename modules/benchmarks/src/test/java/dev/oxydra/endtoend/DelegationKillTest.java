package dev.oxydra.endtoend;

import static dev.oxydra.endtoend.RunnerUnderTest.PATIENCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.memory.SqliteJournal;
import dev.oxydra.runner.broker.Relay;
import dev.oxydra.testing.Await;
import dev.oxydra.testing.ProtocolClient;
import dev.oxydra.types.ActorEvent;
import dev.oxydra.types.Delegation;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.SessionInfo;
import dev.oxydra.types.ToolResult.Outcome;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The guest is killed with signal 9 again and again while agents work for others: in the end each
 * has been heard by whoever asked it, once.
 */
class DelegationKillTest {
  private static final int KILLS = 25;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private int stopped;
  private int failed;

  @Test
  void everyResultReachesItsParentOnce() throws Exception {
    System.out.println("Seed of the kills: " + seed);
    try (MortalGuest guest = new MortalGuest();
        Relay relay =
            Relay.open(InetAddress.getLoopbackAddress(), 0, guest.file("ipc/gateway.sock"))) {
      URI endpoint = URI.create("ws://127.0.0.1:" + relay.port() + "/ws");
      Path token = guest.file("ipc/gateway-token");
      List<String> sessions = new ArrayList<>();
      guest.start();
      for (int kill = 1; kill <= KILLS; kill++) {
        try (Chat chat = connect(endpoint, token)) {
          Chat own = chat.create();
          sessions.add(own.session());
          own.begin("ask helper: %s; helper: %s".formatted(work(), work()));
          LockSupport.parkNanos(random.nextLong(2_500_000_000L));
        }
        guest.kill();
        guest.start();
      }
      try (Chat chat = connect(endpoint, token)) {
        sessions.forEach(session -> finish(new Chat(chat.client(), session)));
      }
      guest.stop();
      try (SqliteJournal journal = SqliteJournal.open(guest.file("internal/journal.db"))) {
        assertEquals(List.of(), faults(journal), () -> "Seed " + seed + "\n" + guest.log());
      }
      System.out.printf("%d kills: %d agents stopped, %d failed%n", KILLS, stopped, failed);
      assertTrue(stopped > 0, "no agent came to an end");
    }
  }

  /** Quick or slow. */
  private String work() {
    int words = random.nextInt(8);
    return words < 3 ? "hello" : "slow " + words;
  }

  private static Chat connect(URI endpoint, Path token) {
    ProtocolClient client =
        Await.value(
            "the guest",
            PATIENCE,
            () -> ProtocolClient.connect(endpoint, Files.readString(token).strip()));
    return Chat.over(client);
  }

  /** Lets what goes on in a session end: a turn that comes after it does. */
  private static void finish(Chat chat) {
    chat.switchTo(chat.session());
    Await.until(
        "the end of the turn in " + chat.session(),
        PATIENCE,
        () -> chat.end(chat.begin("count to 3")).type().equals("turn_completed"));
  }

  private List<String> faults(SqliteJournal journal) {
    List<String> faults = new ArrayList<>();
    for (SessionInfo session : journal.projections().sessions()) {
      List<Event> events = journal.read(session.sessionId(), 0, 10_000);
      if (session.parentSessionId() == null) {
        parent(faults, session.sessionId(), events);
      } else {
        check(faults, count(events, EventPayload.TurnStarted.class) == 1, session, "ran not once");
      }
    }
    return faults;
  }

  private void parent(List<String> faults, SessionId session, List<Event> events) {
    List<ActorEvent> actors = of(events, ActorEvent.class).toList();
    for (ActorEvent started : actors) {
      if (started instanceof ActorEvent.Started) {
        List<String> ends =
            actors.stream()
                .filter(end -> Objects.equals(end.child(), started.child()))
                .flatMap(end -> end(end).stream())
                .toList();
        check(faults, ends.size() == 1, session, started + " has the ends " + ends);
        ends.forEach(end -> check(faults, heard(events, end), session, "was not told: " + end));
      }
    }
    List<String> called =
        of(events, EventPayload.ToolCalled.class).map(EventPayload.ToolCalled::callId).toList();
    check(faults, called.stream().distinct().count() == called.size(), session, "calls twice");
    check(faults, called.size() == results(events).count(), session, "calls without one result");
    check(
        faults,
        called.size() == actors.stream().filter(ActorEvent.Started.class::isInstance).count(),
        session,
        "calls without a child");
    stopped += (int) actors.stream().filter(ActorEvent.Stopped.class::isInstance).count();
    failed += (int) actors.stream().filter(ActorEvent.Failed.class::isInstance).count();
  }

  private static List<String> end(ActorEvent event) {
    return switch (event) {
      case ActorEvent.Stopped end -> List.of(end.result());
      case ActorEvent.Failed end -> List.of(end.message());
      case ActorEvent.Started e -> List.of();
      case ActorEvent.Escalated e -> List.of();
    };
  }

  private static boolean heard(List<Event> events, String end) {
    return results(events).anyMatch(result -> result.text().equals(end));
  }

  private static Stream<EventPayload.ToolResulted> results(List<Event> events) {
    return of(events, EventPayload.ToolResulted.class)
        .filter(result -> result.name().equals(Delegation.TOOL))
        .filter(result -> result.outcome() == Outcome.OK || result.outcome() == Outcome.ERROR);
  }

  private static <T> Stream<T> of(List<Event> events, Class<T> type) {
    return events.stream().map(Event::payload).filter(type::isInstance).map(type::cast);
  }

  private static long count(List<Event> events, Class<?> type) {
    return of(events, type).count();
  }

  private static void check(List<String> faults, boolean good, Object session, String fault) {
    if (!good) {
      faults.add(session + ": " + fault);
    }
  }
}
