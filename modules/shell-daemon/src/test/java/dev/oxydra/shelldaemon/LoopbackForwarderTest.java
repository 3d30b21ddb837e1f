package dev.oxydra.shelldaemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.Await;
import dev.oxydra.testing.RequiresTool;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class LoopbackForwarderTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final AtomicInteger connections = new AtomicInteger();
  private Path folder;
  private Path socket;
  private ServerSocketChannel echo;

  @BeforeEach
  void listen() throws IOException {
    folder = Files.createTempDirectory("ox");
    socket = folder.resolve("broker.sock");
    echo = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    echo.bind(UnixDomainSocketAddress.of(socket), 256);
    Thread.ofVirtual().start(this::accept);
  }

  /** Answers what is sent, and says goodbye after the client's end. */
  private void accept() {
    try {
      while (true) {
        SocketChannel client = echo.accept();
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> echo(client));
      }
    } catch (IOException closed) {
      return;
    }
  }

  private static void echo(SocketChannel client) {
    try (client) {
      OutputStream out = Channels.newOutputStream(client);
      Channels.newInputStream(client).transferTo(out);
      out.write("goodbye".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException gone) {
      return;
    }
  }

  @AfterEach
  void close() throws IOException {
    echo.close();
    Files.deleteIfExists(socket);
    Files.deleteIfExists(folder.resolve("shell.sock"));
    Files.delete(folder);
  }

  private static Socket connect(LoopbackForwarder forwarder) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), forwarder.port());
  }

  @Test
  void passesBytesOnAsTheyComeAndEachEnd() throws Exception {
    try (LoopbackForwarder forwarder = LoopbackForwarder.open(socket);
        Socket client = connect(forwarder)) {
      InputStream in = client.getInputStream();
      for (int i = 0; i < 100; i++) {
        client.getOutputStream().write(i);
        assertEquals(i, in.read());
      }
      client.shutdownOutput();
      assertEquals("goodbye", new String(in.readAllBytes(), StandardCharsets.US_ASCII));
    }
  }

  @Test
  void aSlowReaderSlowsTheSenderDown() throws Exception {
    try (LoopbackForwarder forwarder = LoopbackForwarder.open(socket);
        SocketChannel client =
            SocketChannel.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), forwarder.port()))) {
      client.configureBlocking(false);
      ByteBuffer zeros = ByteBuffer.allocate(1 << 16);
      AtomicLong sent = new AtomicLong();
      AtomicInteger stuck = new AtomicInteger();
      Await.until(
          "a sender that can't go on",
          LONG,
          () -> {
            int written = client.write(zeros.clear());
            sent.addAndGet(written);
            stuck.set(written > 0 ? 0 : stuck.get() + 1);
            return stuck.get() > 20;
          });
      assertTrue(sent.get() < 32 << 20, "sent without a reader: " + sent);
    }
  }

  @Test
  void aProxyThatIsNotThereEndsConnections() throws Exception {
    try (LoopbackForwarder forwarder = LoopbackForwarder.open(folder.resolve("none.sock"));
        Socket client = connect(forwarder)) {
      assertEquals(-1, client.getInputStream().read());
    }
  }

  @Test
  void takesOnlySoManyConnectionsAtOnce() throws Exception {
    List<Socket> open = new ArrayList<>();
    try (LoopbackForwarder forwarder = LoopbackForwarder.open(socket)) {
      for (int i = 0; i < 200; i++) {
        open.add(connect(forwarder));
        open.getLast().getOutputStream().write(i);
        assertEquals(i, open.getLast().getInputStream().read());
      }
      try (Socket more = connect(forwarder)) {
        assertEquals(-1, more.getInputStream().read());
      }
      assertEquals(200, connections.get());
    } finally {
      for (Socket each : open) {
        each.close();
      }
    }
  }

  @Test
  void closesItsPortAndItsConnections() throws Exception {
    LoopbackForwarder forwarder = LoopbackForwarder.open(socket);
    try (Socket client = connect(forwarder)) {
      client.getOutputStream().write(1);
      assertEquals(1, client.getInputStream().read());
      forwarder.close();
      assertTrue(client.getInputStream().read() < 0);
    }
    assertThrows(IOException.class, () -> connect(forwarder).close());
  }

  @Test
  @RequiresTool({"setsid", "sh"})
  void commandsAreToldOfItWhenThereIsAProxy() throws Exception {
    String out = proxyVariables(socket);
    assertTrue(out.matches("(http://127.0.0.1:\\d+) \\1 localhost,127.0.0.1\n"), out);
    assertEquals("\n", proxyVariables(null));
  }

  /** What a command of a daemon with that proxy sees of it. */
  private String proxyVariables(@Nullable Path proxy) throws Exception {
    Path shell = folder.resolve("shell.sock");
    Thread serving;
    String out;
    try (Daemon daemon = Daemon.listen(shell, proxy)) {
      serving = Thread.ofVirtual().start(daemon::run);
      try (Client client = Client.send(shell, "echo $http_proxy $HTTPS_PROXY $no_proxy", LONG)) {
        out = client.all().out();
      }
    }
    serving.join();
    assertFalse(Files.exists(shell));
    return out;
  }
}
