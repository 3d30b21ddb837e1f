package dev.oxydra.gateway;

import static dev.oxydra.gateway.Served.DEADLINE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.Await;
import dev.oxydra.testing.InMemoryJournal;
import dev.oxydra.testing.ProtocolClient;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.FrameCodec;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The socket itself: Unix or TCP, and clients that don't do their part. */
class GatewayTest {
  private static final String HELLO =
      "{\"type\":\"hello\",\"payload\":{\"request_id\":\"r\",\"protocol_version\":2,\"user_id\":\"alice\"}}";
  private static final Timing HASTY = new Timing(Duration.ofMillis(300), Duration.ofSeconds(60));

  private final Path folder = Files.createTempDirectory("ox");
  private final Path socket = folder.resolve("gateway.sock");

  GatewayTest() throws IOException {}

  @AfterEach
  void clean() throws IOException {
    Files.deleteIfExists(socket);
    Files.delete(folder);
  }

  private Served unix() {
    return Served.start(
        new InMemoryJournal(),
        AgentConfig.Gateway.defaults(),
        UnixDomainSocketAddress.of(socket),
        Timing.DEFAULT);
  }

  private static Served hasty() {
    return Served.start(new InMemoryJournal(), AgentConfig.Gateway.defaults(), Served.tcp(), HASTY);
  }

  @Test
  void servesAUnixSocketOfItsOwnerAlone() throws Exception {
    try (Served served = unix()) {
      assertEquals(
          "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
      try (RawSocket client = new RawSocket(UnixDomainSocketAddress.of(socket)).upgrade()) {
        client.text(HELLO);
        ServerFrame answer = FrameCodec.decodeServer(client.read().text());
        assertEquals(
            served.hub().defaultSession(), ((ServerFrame.HelloAck) answer).session().sessionId());
      }
    }
    assertFalse(Files.exists(socket));
  }

  @Test
  void replacesAStaleSocketAndRespectsALiveOne() throws Exception {
    try (ServerSocketChannel stale = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      stale.bind(UnixDomainSocketAddress.of(socket));
    }
    assertTrue(Files.exists(socket));
    try (Served served = unix()) {
      UncheckedIOException second = assertThrows(UncheckedIOException.class, this::unix);
      assertTrue(second.getMessage().contains("Another process"), second.getMessage());
      try (RawSocket client = new RawSocket(served.gateway().address())) {
        assertTrue(client.request("GET", "/health", "Host: localhost").contains("200"));
      }
    }
  }

  @Test
  void doesNotDeleteWhatIsNotASocket() throws Exception {
    Files.writeString(socket, "precious");
    UncheckedIOException e = assertThrows(UncheckedIOException.class, this::unix);
    assertTrue(e.getMessage().contains("not a socket"), e.getMessage());
    assertEquals("precious", Files.readString(socket));
  }

  @Test
  void aPathThatIsTooLongIsNamed() {
    Path deep = folder.resolve("x".repeat(120));
    Gateway gateway =
        new Gateway(
            new SessionHub(
                new UserId("alice"),
                new InMemoryJournal(),
                new FakeRunner(new InMemoryJournal()),
                AgentConfig.Gateway.defaults()),
            UnixDomainSocketAddress.of(deep),
            AgentConfig.Gateway.defaults(),
            "t",
            Served.OWN,
            () -> Served.STATUS,
            List::of,
            null);
    UncheckedIOException e = assertThrows(UncheckedIOException.class, gateway::start);
    assertTrue(e.getMessage().contains("107"), e.getMessage());
  }

  @Test
  void aDeadConnectionIsNoticedAndALiveOneIsNot() throws Exception {
    try (Served served = hasty();
        ProtocolClient live = served.join();
        RawSocket dead = new RawSocket(served.gateway().address()).upgrade()) {
      dead.text(HELLO);
      assertEquals(RawSocket.TEXT, dead.read().opcode());
      assertEquals(RawSocket.PING, dead.read().opcode());
      RawSocket.Frame goodbye = dead.read();
      assertTrue(goodbye == null || goodbye.opcode() == RawSocket.CLOSE);
      live.send("health_check", Map.of());
      live.await("health_status", DEADLINE);
    }
  }

  @Test
  void aClientThatDoesNotReadIsDroppedAndSlowsNobody() throws Exception {
    String chunk = "x".repeat(1000);
    Timing impatient = new Timing(Duration.ofSeconds(30), Duration.ofSeconds(5));
    try (Served served =
            Served.start(
                new InMemoryJournal(), AgentConfig.Gateway.defaults(), Served.tcp(), impatient);
        ProtocolClient client = served.join();
        RawSocket deaf = RawSocket.narrow(served.gateway().address()).upgrade()) {
      served
          .runner()
          .script(
              "flood",
              steps -> {
                for (int i = 0; i < 30_000; i++) {
                  steps.delta(chunk);
                  long sent = (i + 1) * 1000L;
                  if (i % 1000 == 999) { // as fast as a client that reads
                    Await.until("the reader has it", DEADLINE, () -> deltaChars(client) == sent);
                  }
                }
                steps.answer("done");
              });
      deaf.text(HELLO);
      assertEquals(RawSocket.TEXT, deaf.read().opcode());
      client.send(
          "send_turn", Map.of("session_id", "runtime-alice", "turn_id", "t1", "prompt", "flood"));
      client.await("turn_completed", DEADLINE);
      Await.until("the deaf one is dropped", DEADLINE, () -> served.gateway().connections() == 1);
      assertEquals(30_000_000L + "done".length(), deltaChars(client));
    }
  }

  private static long deltaChars(ProtocolClient client) {
    return client.received().stream()
        .filter(frame -> frame.type().equals("assistant_delta"))
        .mapToLong(frame -> frame.payload().get("delta").asText().length())
        .sum();
  }

  @Test
  void closingSaysGoodbyeAndFreesTheSocket() throws Exception {
    Served served = unix();
    try (RawSocket client = new RawSocket(UnixDomainSocketAddress.of(socket)).upgrade()) {
      client.text(HELLO);
      assertEquals(RawSocket.TEXT, client.read().opcode());
      served.close();
      assertEquals(1001, client.readClose());
    }
    assertFalse(Files.exists(socket));
    unix().close();
  }
}
