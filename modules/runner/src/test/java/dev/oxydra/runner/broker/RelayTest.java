package dev.oxydra.runner.broker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.oxydra.testing.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RelayTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private Path folder;
  private Path target;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory("ox");
    target = folder.resolve("gateway.sock");
  }

  @AfterEach
  void removeFolder() throws IOException {
    Files.deleteIfExists(target);
    Files.delete(folder);
  }

  @Test
  void relaysManyConnectionsAndTheirEnds() throws Exception {
    try (EchoingGuest guest = echo();
        Relay relay = Relay.open(LOOPBACK, 0, target);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> clients = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        int seed = i;
        clients.add(threads.submit(() -> sendAndCompare(relay.port(), seed)));
      }
      for (Future<?> client : clients) {
        client.get();
      }
      assertEquals(64, guest.connections.get());
    }
  }

  /** The echo ends only once it has seen the end of what the client sends. */
  private static Void sendAndCompare(int port, int seed) throws Exception {
    byte[] sent = new byte[300_000];
    new Random(seed).nextBytes(sent);
    try (Socket client = new Socket(LOOPBACK, port)) {
      Thread writer =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  client.getOutputStream().write(sent);
                  client.shutdownOutput();
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      assertArrayEquals(sent, client.getInputStream().readAllBytes(), "seed " + seed);
      writer.join();
    }
    return null;
  }

  @Test
  void closesTheClientWhenNobodyIsThere() throws IOException {
    try (Relay relay = Relay.open(LOOPBACK, 0, target);
        Socket client = new Socket(LOOPBACK, relay.port())) {
      assertEquals(-1, client.getInputStream().read());
    }
  }

  @Test
  void takesAnotherPortWhenThePreferredOneIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, LOOPBACK);
        Relay relay = Relay.open(LOOPBACK, taken.getLocalPort(), target)) {
      assertNotEquals(taken.getLocalPort(), relay.port());
    }
  }

  @Test
  void listensAtLoopbackOnly() {
    assertThrows(IOException.class, () -> Relay.open(InetAddress.getByName("0.0.0.0"), 0, target));
  }

  @Test
  void aClientThatStaysWhenItsGuestHasGoneTakesNoPlace() throws Exception {
    Relay.Terms one = new Relay.Terms(1, null, Duration.ofMinutes(1));
    try (ServerSocketChannel guest = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      guest.bind(UnixDomainSocketAddress.of(target));
      try (Relay relay = Relay.open(LOOPBACK, 0, target, one);
          Socket _ = new Socket(LOOPBACK, relay.port())) {
        guest.accept().close();
        Thread next =
            Thread.ofVirtual()
                .start(() -> {
                  try {
                    guest.accept().close();
                  } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                  }
                });
        // Those that come too early are closed by the relay itself.
        Await.until(
            "a place",
            Duration.ofSeconds(50),
            () -> {
              try (Socket client = new Socket(LOOPBACK, relay.port())) {
                int _ = readOrReset(client);
              }
              return !next.isAlive();
            });
      }
    }
  }

  @Test
  void takesSoManyAndClosesTheOthersAsTheyCome() throws Exception {
    Relay.Terms two = new Relay.Terms(2, null, Duration.ofMinutes(1));
    try (EchoingGuest guest = echo();
        Relay relay = Relay.open(LOOPBACK, 0, target, two);
        Socket first = said(relay)) {
      try (Socket _ = said(relay)) {
        for (int i = 0; i < 20; i++) {
          try (Socket third = new Socket(LOOPBACK, relay.port())) {
            assertEquals(-1, readOrReset(third));
          }
        }
        assertEquals(2, guest.connections.get());
      }
      Await.until("a place", Duration.ofMinutes(1), () -> hasPlace(relay));
      first.getOutputStream().write(2);
      assertEquals(2, first.getInputStream().read(), "the first goes on");
    }
  }

  private static Socket said(Relay relay) throws IOException {
    Socket client = new Socket(LOOPBACK, relay.port());
    client.getOutputStream().write(1);
    assertEquals(1, client.getInputStream().read());
    return client;
  }

  private static boolean hasPlace(Relay relay) throws IOException {
    try (Socket client = new Socket(LOOPBACK, relay.port())) {
      client.getOutputStream().write(1);
      return readOrReset(client) == 1;
    } catch (SocketException closed) {
      return false;
    }
  }

  @Test
  void closingEndsConnections() throws IOException {
    try (EchoingGuest guest = echo()) {
      Relay relay = Relay.open(LOOPBACK, 0, target);
      try (Socket client = new Socket(LOOPBACK, relay.port())) {
        client.getOutputStream().write(1);
        assertEquals(1, client.getInputStream().read());
        relay.close();
        assertEquals(-1, readOrReset(client));
        assertThrows(IOException.class, () -> new Socket(LOOPBACK, relay.port()).close());
      }
      assertEquals(1, guest.connections.get());
    }
  }

  private static int readOrReset(Socket client) {
    try {
      return client.getInputStream().read();
    } catch (IOException reset) {
      return -1;
    }
  }

  private EchoingGuest echo() throws IOException {
    return new EchoingGuest(target);
  }
}
