package dev.oxydra.endtoend;

import static dev.oxydra.endtoend.RunnerUnderTest.PATIENCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.memory.SqliteJournal;
import dev.oxydra.testing.Await;
import dev.oxydra.testing.FakeModelServer;
import dev.oxydra.testing.FakeReply;
import dev.oxydra.testing.RequiresTool;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventCodec;
import dev.oxydra.types.Journal;
import dev.oxydra.types.Json;
import dev.oxydra.types.SessionInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * The daemon is killed with signal 9 again and again while three users' turns are under way: their
 * guests serve on, the next daemon takes them over, and every turn is completed, once.
 */
@RequiresTool({"bwrap", "setsid"})
class DaemonKillTest {
  private static final int KILLS = 5;
  private static final List<String> USERS = List.of("alice", "bob", "carol");

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  @Test
  void noTurnIsLost() throws Exception {
    System.out.println("Seed of the kills: " + seed);
    String key = OpenAiRunner.randomKey();
    try (FakeModelServer model = FakeModelServer.answering(this::think);
        RunnerUnderTest runner = OpenAiRunner.at(model.baseUrl(), key, "")) {
      for (String user : USERS) {
        ok(runner, user, "start");
      }
      Map<String, Long> guests = guests(runner);
      List<BusyUser> busy = new ArrayList<>();
      try {
        for (String user : USERS) {
          busy.add(BusyUser.begin(user, runner.workspace("").resolveSibling(user)));
        }
        for (int kill = 1; kill <= KILLS; kill++) {
          killOnce(runner, busy, model);
          assertEquals(guests, guests(runner), "the same processes");
        }
        busy.forEach(BusyUser::finish);
      } finally {
        busy.forEach(BusyUser::close);
      }
      assertTrue(
          model.requests().stream()
              .allMatch(
                  request -> ("Bearer " + key).equals(request.headers().get("authorization"))),
          "a request without the key");
      ok(runner, USERS.getFirst(), "stop", "--all");
      for (BusyUser user : busy) {
        assertAllCompleted(user);
      }
      System.out.printf(
          "%d users, %d kills of the daemon, %d turns, %d requests to the model%n",
          USERS.size(),
          KILLS,
          busy.stream().mapToInt(user -> user.turns().size()).sum(),
          model.requests().size());
    }
  }

  /** A model takes its time, so that there is always a request under way. */
  private FakeReply think(FakeModelServer.Request request) {
    LockSupport.parkNanos((50 + random.nextInt(400)) * 1_000_000L);
    return OpenAiRunner.obey(request).inRandomPieces(seed);
  }

  private void killOnce(RunnerUnderTest runner, List<BusyUser> busy, FakeModelServer model)
      throws IOException {
    List<Integer> before = busy.stream().map(BusyUser::ended).toList();
    for (int i = 0; i < busy.size(); i++) {
      BusyUser user = busy.get(i);
      int wanted = before.get(i) + 2;
      Await.until("two turns of " + user, PATIENCE, () -> user.ended() >= wanted);
    }
    Await.until("requests under way", PATIENCE, () -> model.openConnections() >= 2);
    ProcessHandle daemon = runner.daemon();
    LockSupport.parkNanos(random.nextLong(300_000_000));
    assertTrue(daemon.destroyForcibly());
    Await.until("the daemon's end", PATIENCE, () -> !daemon.isAlive());
    for (BusyUser user : busy) {
      user.assertServed();
    }
    ok(runner, USERS.get(random.nextInt(USERS.size())), "start");
    assertNotEquals(daemon, runner.daemon());
  }

  private static void assertAllCompleted(BusyUser user) throws IOException {
    Map<String, List<String>> ends = new TreeMap<>();
    try (Journal journal = SqliteJournal.open(user.workspace().resolve("internal/journal.db"))) {
      for (SessionInfo session : journal.sessions()) {
        for (Event event : journal.read(session.sessionId(), 0, Integer.MAX_VALUE)) {
          String type = EventCodec.type(event.payload());
          if (type.matches("turn\\.(submitted|completed|cancelled|failed)")) {
            ends.computeIfAbsent(String.valueOf(event.turnId()), _ -> new ArrayList<>()).add(type);
          }
        }
      }
    }
    for (String turn : user.turns()) {
      assertEquals(List.of("turn.submitted", "turn.completed"), ends.get(turn), turn);
    }
    assertEquals(user.turns().size(), ends.size(), "turns that nobody sent");
    List<String> ran = Files.readAllLines(user.workspace().resolve("shared/ran.txt"));
    assertEquals(user.commands(), ran, "commands");
  }

  private static void ok(RunnerUnderTest runner, String user, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(runner.command(arguments));
    command.set(command.indexOf("--user") + 1, user);
    Distribution.Ended ended = Distribution.run(runner.environment(), command);
    assertEquals(0, ended.exit(), ended.output());
  }

  /** The process of each guest. */
  private static Map<String, Long> guests(RunnerUnderTest runner) throws IOException {
    Map<String, Long> guests = new TreeMap<>();
    for (String user : USERS) {
      List<String> command = new ArrayList<>(runner.command("status", "--json"));
      command.set(command.indexOf("--user") + 1, user);
      String json = Distribution.run(runner.environment(), command).output();
      for (JsonNode guest : Json.mapper().readTree(json).path("guests")) {
        guests.put(guest.path("user").asText(), guest.path("pid").asLong());
      }
    }
    assertEquals(USERS.size(), guests.size());
    assertTrue(guests.values().stream().allMatch(pid -> ProcessHandle.of(pid).isPresent()));
    return guests;
  }
}
