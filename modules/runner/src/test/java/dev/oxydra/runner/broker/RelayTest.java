package dev.oxydra.runner.broker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
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
    try (ServerSocketChannel guest = echo();
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
      assertEquals(true, guest.isOpen());
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
  void closingEndsConnections() throws IOException {
    try (ServerSocketChannel guest = echo()) {
      Relay relay = Relay.open(LOOPBACK, 0, target);
      try (Socket client = new Socket(LOOPBACK, relay.port())) {
        client.getOutputStream().write(1);
        assertEquals(1, client.getInputStream().read());
        relay.close();
        assertEquals(-1, readOrReset(client));
        assertThrows(IOException.class, () -> new Socket(LOOPBACK, relay.port()).close());
      }
      assertEquals(true, guest.isOpen());
    }
  }

  private static int readOrReset(Socket client) {
    try {
      return client.getInputStream().read();
    } catch (IOException reset) {
      return -1;
    }
  }

  private ServerSocketChannel echo() throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(target), 128);
    Thread.ofVirtual()
        .start(() -> {
          try {
            while (true) {
              SocketChannel client = server.accept();
              Thread.ofVirtual().start(() -> echo(client));
            }
          } catch (IOException closed) {
            return;
          }
        });
    return server;
  }

  private static void echo(SocketChannel client) {
    try (client) {
      Channels.newInputStream(client).transferTo(Channels.newOutputStream(client));
    } catch (IOException gone) {
      return;
    }
  }
}
