package dev.oxydra.runner.broker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.oxydra.runner.TestKeystore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients over TLS, with a certificate of the test's own. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class TlsRelayTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @TempDir static Path keys;
  private static SSLContext tls;

  private Path folder;
  private EchoingGuest guest;

  @BeforeAll
  static void keystore() throws Exception {
    TestKeystore.make(keys.resolve("keys.p12"));
    tls = TestKeystore.context(keys.resolve("keys.p12"));
  }

  @BeforeEach
  void open() throws IOException {
    folder = Files.createTempDirectory("ox");
    guest = new EchoingGuest(folder.resolve("gateway.sock"));
  }

  @AfterEach
  void close() throws IOException {
    guest.close();
    Files.delete(folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void relaysManyConnections(String version) throws Exception {
    try (Relay relay = relay(Duration.ofMinutes(1));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> clients = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        int seed = i;
        clients.add(threads.submit(() -> sendAndCompare(relay.port(), version, seed)));
      }
      for (Future<?> client : clients) {
        client.get();
      }
    }
  }

  private Void sendAndCompare(int port, String version, int seed) throws Exception {
    byte[] sent = new byte[300_000];
    new Random(seed).nextBytes(sent);
    try (SSLSocket client = client(port)) {
      client.setEnabledProtocols(new String[] {version});
      client.startHandshake();
      assertEquals(version, client.getSession().getProtocol());
      Thread writer = Thread.ofVirtual().start(() -> write(client, sent));
      assertArrayEquals(sent, client.getInputStream().readNBytes(sent.length), "seed " + seed);
      writer.join();
    }
    return null;
  }

  private static void write(Socket client, byte[] bytes) {
    try {
      client.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void theGuestHearsNothingOfWhoSpeaksPlainly() throws Exception {
    try (Relay relay = relay(Duration.ofMinutes(1));
        Socket client = new Socket(LOOPBACK, relay.port())) {
      client
          .getOutputStream()
          .write("GET /health HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      awaitEnd(client);
      assertEquals(0, guest.connections.get());
    }
  }

  @Test
  void whoTakesTooLongIsClosed() throws Exception {
    try (Relay relay = relay(Duration.ofMillis(50));
        Socket client = new Socket(LOOPBACK, relay.port())) {
      awaitEnd(client);
      assertEquals(0, guest.connections.get());
    }
  }

  @Test
  void anotherCertificateIsNotTaken() throws Exception {
    try (Relay relay = relay(Duration.ofMinutes(1));
        SSLSocket client =
            (SSLSocket)
                SSLContext.getDefault().getSocketFactory().createSocket(LOOPBACK, relay.port())) {
      assertThrows(SSLHandshakeException.class, client::startHandshake);
      assertEquals(0, guest.connections.get());
    }
  }

  @Test
  void closingEndsConnectionsAlsoOfOneThatDoesNotRead() throws Exception {
    Relay relay = relay(Duration.ofMinutes(1));
    try (SSLSocket client = client(relay.port())) {
      client.startHandshake();
      Thread writer = Thread.ofVirtual().start(() -> writeUntilClosed(client));
      client.getInputStream().readNBytes(1 << 20);
      relay.close();
      writer.join();
    }
  }

  private static void writeUntilClosed(Socket client) {
    byte[] some = new byte[1 << 16];
    try {
      while (true) {
        client.getOutputStream().write(some);
      }
    } catch (IOException closed) {
      return;
    }
  }

  @Test
  void withTlsItMayListenAnywhere() throws Exception {
    Relay.Terms terms = new Relay.Terms(10, tls, Duration.ofMinutes(1));
    InetAddress everywhere = InetAddress.ofLiteral("0.0.0.0");
    try (Relay relay = Relay.open(everywhere, 0, folder.resolve("gateway.sock"), terms)) {
      assertEquals(null, sendAndCompare(relay.port(), "TLSv1.3", 1));
    }
  }

  private static void awaitEnd(Socket client) {
    try {
      client.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
    } catch (IOException reset) {
      return;
    }
  }

  private Relay relay(Duration handshake) throws IOException {
    return Relay.open(
        LOOPBACK, 0, folder.resolve("gateway.sock"), new Relay.Terms(100, tls, handshake));
  }

  private SSLSocket client(int port) throws IOException {
    return (SSLSocket) tls.getSocketFactory().createSocket("localhost", port);
  }
}
