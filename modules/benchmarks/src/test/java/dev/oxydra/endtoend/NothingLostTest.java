package dev.oxydra.endtoend;

import static dev.oxydra.endtoend.RunnerUnderTest.PATIENCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.runner.broker.Relay;
import dev.oxydra.testing.Await;
import dev.oxydra.testing.ProtocolClient;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Nothing lost, nothing twice: the guest is killed with signal 9 again and again while clients send
 * turns to it, and in the end the journal has everything that they were told is accepted, once, and
 * they have seen everything that the journal has, once.
 */
class NothingLostTest {
  private static final int KILLS = 50;
  private static final int SESSIONS = 4;
  private static final int CLIENTS_OF_A_SESSION = 2;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final List<ReturningClient> clients = new ArrayList<>();

  @Test
  void whenTheGuestIsKilledFiftyTimes() throws Exception {
    System.out.println("Seed of the kills: " + seed);
    try (MortalGuest guest = new MortalGuest();
        NoteShell shell = NoteShell.open(guest.file("ipc/shell.sock"), guest.file("runs.txt"));
        Relay relay =
            Relay.open(InetAddress.getLoopbackAddress(), 0, guest.file("ipc/gateway.sock"))) {
      URI endpoint = URI.create("ws://127.0.0.1:" + relay.port() + "/ws");
      guest.start();
      List<String> sessions = sessions(endpoint, guest.file("ipc/gateway-token"));
      try {
        begin(endpoint, guest.file("ipc/gateway-token"), sessions);
        for (int kill = 1; kill <= KILLS; kill++) {
          live();
          guest.kill();
          guest.start();
        }
        finish();
      } catch (AssertionError e) {
        String state = "Seed %d; %s; the guest said:\n%s".formatted(seed, clients, guest.log());
        throw new AssertionError(state, e);
      } finally {
        for (ReturningClient client : clients) {
          client.close();
        }
      }
      guest.stop();
      Aftermath aftermath = Aftermath.read(guest.file("internal/journal.db"), shell.runs());
      assertEquals(List.of(), aftermath.faults(sessions, clients), () -> "Seed " + seed);
      System.out.printf(
          "%s; %d connections were left as nothing came%n",
          aftermath, clients.stream().mapToInt(ReturningClient::silences).sum());
    }
  }

  /** Makes the sessions, each with an answer to say that it is committed. */
  private static List<String> sessions(URI endpoint, Path token) {
    try (ProtocolClient first =
        Await.value(
            "the guest",
            PATIENCE,
            () -> ProtocolClient.connect(endpoint, Files.readString(token).strip()))) {
      first.hello(MortalGuest.USER.value(), PATIENCE);
      List<String> sessions = new ArrayList<>();
      for (int i = 0; i < SESSIONS; i++) {
        first.send("create_session", Map.of("display_name", "number " + i));
        JsonNode created = first.await("session_created", PATIENCE);
        sessions.add(created.path("session").path("session_id").asText());
      }
      return sessions;
    }
  }

  private void begin(URI endpoint, Path token, List<String> sessions) {
    for (String session : sessions) {
      for (int i = 0; i < CLIENTS_OF_A_SESSION; i++) {
        ReturningClient client =
            new ReturningClient(endpoint, token, session, new Random(random.nextLong()));
        clients.add(client);
        client.start();
      }
    }
  }

  /** How long it lives: mostly until it has accepted something, sometimes not even that. */
  private void live() {
    if (random.nextInt(5) > 0) {
      long wanted = accepted() + random.nextInt(1, 30);
      Await.until("turns are accepted", PATIENCE, () -> accepted() >= wanted);
    }
    LockSupport.parkNanos(random.nextLong(400_000_000));
  }

  private long accepted() {
    for (ReturningClient client : clients) {
      assertEquals(List.of(), client.oddities());
    }
    return clients.stream().mapToLong(client -> client.acknowledged().size()).sum();
  }

  /** Lets all turns end, and every client see that. */
  private void finish() {
    clients.forEach(ReturningClient::finish);
    Await.until(
        "the end of all turns", PATIENCE, () -> clients.stream().allMatch(ReturningClient::isDone));
    // Each has seen the end of its own turns, so one of them has seen the last event of all.
    for (int i = 0; i < clients.size(); i += CLIENTS_OF_A_SESSION) {
      List<ReturningClient> together = clients.subList(i, i + CLIENTS_OF_A_SESSION);
      Await.until(
          "the same view of one session",
          PATIENCE,
          () -> together.stream().map(client -> client.events().getLast()).distinct().count() == 1);
    }
    assertTrue(clients.stream().allMatch(client -> client.connections() > 1), "nobody came back");
  }
}
