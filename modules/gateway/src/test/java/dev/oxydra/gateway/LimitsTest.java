package dev.oxydra.gateway;

import static dev.oxydra.gateway.Served.DEADLINE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.Await;
import dev.oxydra.testing.InMemoryJournal;
import dev.oxydra.testing.ProtocolClient;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.UserId;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What clients may do to the gateway's resources. */
class LimitsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private static AgentConfig.Gateway limits(AgentConfig.Connections connections) {
    AgentConfig.Gateway defaults = AgentConfig.Gateway.defaults();
    return new AgentConfig.Gateway(
        List.of(),
        List.of(),
        defaults.maxFrame(),
        defaults.maxAttachments(),
        defaults.maxAttachment(),
        defaults.maxAttachmentsTotal(),
        defaults.maxSessions(),
        defaults.maxConcurrentTurns(),
        defaults.maxQueuedTurns(),
        defaults.sessionIdleTtlHours(),
        connections);
  }

  private static Served served(int max, Duration handshake, int rate, int burst) {
    return Served.start(
        new InMemoryJournal(),
        limits(new AgentConfig.Connections(max, handshake, rate, burst)),
        Served.tcp(),
        Timing.DEFAULT);
  }

  @Test
  void oneConnectionTooManyIsToldSo() throws Exception {
    try (Served served = served(2, DEADLINE, 50, 200);
        ProtocolClient first = served.join()) {
      ProtocolClient second = served.join();
      try (RawSocket third = new RawSocket(served.gateway().address())) {
        String answer = third.request("GET", "/ws", RawSocket.UPGRADE);
        assertTrue(answer.startsWith("HTTP/1.1 503"), answer);
        assertTrue(third.body().contains("gateway.connections.max"));
      }
      try (RawSocket health = new RawSocket(served.gateway().address())) {
        assertTrue(health.request("GET", "/health", "Host: localhost").contains("200"));
      }
      second.close();
      Await.until(
          "there is room again",
          DEADLINE,
          () -> {
            try (RawSocket again = new RawSocket(served.gateway().address())) {
              return again.request("GET", "/ws", RawSocket.UPGRADE).startsWith("HTTP/1.1 101");
            }
          });
      assertOpen(first);
    }
  }

  @Test
  void strangersDoNotKeepTheUserOut() throws Exception {
    try (Served served = served(1, DEADLINE, 50, 200);
        RawSocket silent = new RawSocket(served.gateway().address());
        RawSocket stranger = new RawSocket(served.gateway().address())) {
      assertTrue(stranger.request("GET", "/ws", "Host: localhost").startsWith("HTTP/1.1 401"));
      try (ProtocolClient client = served.join()) {
        assertOpen(client);
      }
      silent.write(new byte[] {'G'});
    }
  }

  @Test
  void whoSaysNothingIsClosedWhateverStageItHasReached() throws Exception {
    try (Served served = served(10, SECOND, 50, 200);
        ProtocolClient polite = served.join();
        RawSocket silent = new RawSocket(served.gateway().address());
        RawSocket slow = new RawSocket(served.gateway().address());
        RawSocket rude = new RawSocket(served.gateway().address()).upgrade()) {
      slow.write("GET /ws HT".getBytes(StandardCharsets.US_ASCII));
      assertNull(silent.read());
      assertNull(slow.read());
      assertEquals(1008, rude.readClose());
      assertOpen(polite);
    }
  }

  @Test
  void tooManyMessagesAreRefusedAndTheRestIsDone() {
    try (Served served = served(10, DEADLINE, 1, 5);
        ProtocolClient client = served.join()) {
      for (int i = 0; i < 20; i++) {
        client.sendText(
            "{\"type\":\"list_sessions\",\"payload\":{\"x\":[{\"request_id\":1}],\"request_id\":\"r"
                + i
                + "\"}}");
      }
      JsonNode error = client.await("error", DEADLINE);
      assertEquals("rate_limited", error.get("code").asText());
      Await.until("all are answered", DEADLINE, () -> client.received().size() == 21);
      List<String> ids =
          client.received().stream()
              .skip(1)
              .map(frame -> frame.payload().get("request_id").asText())
              .toList();
      for (int i = 0; i < 20; i++) {
        assertEquals("r" + i, ids.get(i));
      }
      assertTrue(
          client.received().stream().filter(f -> f.type().equals("session_list")).count() >= 4);
      // When it is quiet for long enough, there is a token again.
      Await.until("it is served again", DEADLINE, () -> isServed(client));
    }
  }

  private static boolean isServed(ProtocolClient client) {
    int before = client.received().size();
    client.send("health_check", Map.of());
    Await.until("an answer", DEADLINE, () -> client.received().size() > before);
    return client.received().getLast().type().equals("health_status");
  }

  @Test
  void malformedMessagesCountToo() {
    try (Served served = served(10, DEADLINE, 1, 3);
        ProtocolClient client = served.join()) {
      for (int i = 0; i < 10; i++) {
        client.sendText("nonsense");
      }
      client.await("error", error -> error.get("code").asText().equals("rate_limited"), DEADLINE);
    }
  }

  @Test
  void anAddressThatOthersReachIsRefused() {
    for (String host : List.of("0.0.0.0", "::", "192.0.2.1")) {
      InMemoryJournal journal = new InMemoryJournal();
      AgentConfig.Gateway config = AgentConfig.Gateway.defaults();
      Gateway gateway =
          new Gateway(
              new SessionHub(new UserId("alice"), journal, new FakeRunner(journal), config),
              new InetSocketAddress(host, 0),
              config,
              "t",
              Served.OWN,
              () -> Served.STATUS,
              List::of,
              null);
      UncheckedIOException e = assertThrows(UncheckedIOException.class, gateway::start);
      assertTrue(e.getMessage().contains("TLS"), e.getMessage());
      assertFalse(e.getMessage().contains("null"), e.getMessage());
    }
  }

  private static void assertOpen(ProtocolClient client) {
    client.send("health_check", Map.of());
    client.await("health_status", DEADLINE);
  }
}
