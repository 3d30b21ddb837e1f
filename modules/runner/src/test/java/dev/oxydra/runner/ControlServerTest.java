package dev.oxydra.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.runner.ControlReply.Outcome;
import dev.oxydra.runner.ControlRequest.Action;
import dev.oxydra.types.LengthPrefixed;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the control socket does with whatever comes. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ControlServerTest {
  private Path folder;
  private Path socket;
  private ControlServer server;

  @BeforeEach
  void listen() throws IOException {
    folder = Files.createTempDirectory("ox");
    socket = folder.resolve("control.sock");
    server =
        ControlServer.listen(
            socket,
            request ->
                new ControlReply(
                    request.id(),
                    1,
                    Outcome.DONE,
                    "" + request.action(),
                    false,
                    1,
                    List.of(),
                    null));
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    Files.delete(folder);
  }

  @Test
  void whatIsNoRequestIsAnsweredSo() throws Exception {
    long seed = System.nanoTime();
    byte[] noise = new byte[64];
    new Random(seed).nextBytes(noise);
    for (byte[] message :
        List.of(
            framed("{\"id\":1,\"version\":1,\"action\":\"fly\"}"),
            framed("{\"id\":1,\"version\":1}"),
            framed("{\"id\":1,\"version\":1,\"action\":\"stop\",\"user\":\"../etc\"}"),
            framed("not json"),
            framed("[]"),
            new byte[] {-1, -1, -1, -1, 'x'},
            ByteBuffer.allocate(4 + noise.length).putInt(noise.length).put(noise).array())) {
      ControlReply reply = send(message);
      assertEquals(Outcome.FAILED, reply.outcome(), "seed " + seed);
      assertTrue(reply.message().contains("version " + ControlRequest.VERSION), reply.message());
    }
    assertAnswers();
  }

  @Test
  void halfMessagesAndFloodsHarmNobodyElse() throws Exception {
    List<SocketChannel> open = new ArrayList<>();
    try {
      for (int i = 0; i < 200; i++) {
        SocketChannel connection = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        open.add(connection);
        // Promises the longest message that there may be, and sends none of it.
        connection.write(
            ByteBuffer.allocate(5).putInt(LengthPrefixed.MAX_LENGTH).put((byte) '{').flip());
      }
      for (int i = 0; i < 200; i++) {
        assertAnswers();
      }
    } finally {
      for (SocketChannel connection : open) {
        connection.close();
      }
    }
    assertAnswers();
  }

  private void assertAnswers() {
    ControlReply reply =
        ControlClient.ask(socket, ControlRequest.of(Action.STATUS, null)).orElseThrow();
    assertEquals("STATUS", reply.message());
  }

  private ControlReply send(byte[] message) throws IOException {
    try (SocketChannel connection = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      connection.write(ByteBuffer.wrap(message));
      ControlReply reply =
          LengthPrefixed.read(Channels.newInputStream(connection), ControlReply.class);
      return Objects.requireNonNull(reply);
    }
  }

  private static byte[] framed(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(4 + bytes.length).putInt(bytes.length).put(bytes).array();
  }
}
