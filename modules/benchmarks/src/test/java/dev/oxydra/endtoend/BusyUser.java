package dev.oxydra.endtoend;

import static dev.oxydra.endtoend.RunnerUnderTest.PATIENCE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.runner.broker.Relay;
import dev.oxydra.testing.Await;
import dev.oxydra.testing.ProtocolClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A user who sends turn after turn, of which every other runs a command, straight to the guest's
 * Unix socket, so that no daemon is in between.
 */
final class BusyUser implements AutoCloseable {
  private final String user;
  private final Path workspace;
  private final Relay relay;
  private final ProtocolClient client;
  private final String session;
  private final Thread thread = Thread.ofVirtual().unstarted(this::run);
  private final List<String> turns = new ArrayList<>();
  private final List<String> commands = new ArrayList<>();
  private int ended;
  private boolean finishing;
  private @Nullable Throwable failure;

  private BusyUser(String user, Path workspace) throws IOException {
    this.user = user;
    this.workspace = workspace;
    this.relay =
        Relay.open(InetAddress.getLoopbackAddress(), 0, workspace.resolve("ipc/gateway.sock"));
    this.client = connect();
    JsonNode ack = client.hello(user, PATIENCE);
    this.session = ack.path("session").path("session_id").asText();
  }

  static BusyUser begin(String user, Path workspace) throws IOException {
    BusyUser busy = new BusyUser(user, workspace);
    busy.thread.start();
    return busy;
  }

  private ProtocolClient connect() throws IOException {
    String token = Files.readString(workspace.resolve("ipc/gateway-token")).strip();
    return ProtocolClient.connect(URI.create("ws://127.0.0.1:" + relay.port() + "/ws"), token);
  }

  private void run() {
    try {
      for (int number = 0; !isFinishing(); number++) {
        String turn = UUID.randomUUID().toString();
        client.send(
            "send_turn",
            Map.of("session_id", session, "turn_id", turn, "prompt", prompt(turn, number)));
        ProtocolClient.Frame end =
            client.awaitFrame(
                "end of " + turn,
                frame ->
                    List.of("turn_completed", "turn_cancelled", "error").contains(frame.type()),
                PATIENCE);
        assertEquals("turn_completed", end.type(), () -> end.payload().toString());
        count();
      }
    } catch (RuntimeException | Error e) {
      fail(e);
    }
  }

  private synchronized String prompt(String turn, int number) {
    turns.add(turn);
    if (number % 2 == 0) {
      return "say " + number;
    }
    commands.add(Integer.toString(number));
    return "run echo %d >> ran.txt; cat ran.txt | wc -l".formatted(number);
  }

  private synchronized void count() {
    ended++;
  }

  private synchronized void fail(Throwable cause) {
    failure = cause;
  }

  /** How many of its turns have ended. */
  synchronized int ended() {
    if (failure != null) {
      throw new AssertionError(user + " is in trouble", failure);
    }
    return ended;
  }

  private synchronized boolean isFinishing() {
    return finishing;
  }

  synchronized List<String> turns() {
    return List.copyOf(turns);
  }

  /** What its commands have written, in order. */
  synchronized List<String> commands() {
    return List.copyOf(commands);
  }

  Path workspace() {
    return workspace;
  }

  /** Another client is let in and answered. */
  void assertServed() throws IOException {
    try (ProtocolClient another = connect()) {
      another.hello(user, PATIENCE);
    }
  }

  /** Lets its last turn end. */
  void finish() {
    synchronized (this) {
      finishing = true;
    }
    Await.until("the last turn of " + user, PATIENCE, () -> !thread.isAlive());
    assertEquals(turns().size(), ended(), user);
  }

  @Override
  public String toString() {
    return user;
  }

  @Override
  public void close() {
    client.close();
    relay.close();
  }
}
