package dev.oxydra.runner.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.runner.config.NetworkPolicy;
import dev.oxydra.testing.Await;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What CONNECT makes of two connections. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class TunnelTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private static String place(ScriptedUpstream server) {
    return "127.0.0.1:" + server.port();
  }

  private static String connect(ScriptedUpstream server) {
    return "CONNECT " + place(server) + " HTTP/1.1\r\nHost: " + place(server) + "\r\n\r\n";
  }

  private static void assertEstablished(GuestClient client) throws IOException {
    assertEquals("HTTP/1.1 200 Connection established\r\n\r\n", client.readHead());
  }

  @Test
  void carriesBytesBothWaysAsTheyCome() throws Exception {
    try (ScriptedUpstream server =
            new ScriptedUpstream(exchange -> {
              exchange.send("server first\r\n\r\n");
              while (true) {
                exchange.send("you said " + exchange.readHead());
              }
            });
        ProxyFixture proxy = ProxyFixture.allowing(place(server));
        GuestClient client = proxy.fromCommands()) {
      client.send(connect(server));
      assertEstablished(client);
      assertEquals("server first\r\n\r\n", client.readHead());
      for (int i = 0; i < 100; i++) {
        String said = "GET /" + i + " HTTP/1.1\r\nOxydra-Tool: kept\r\n\r\n";
        client.send(said);
        assertEquals("you said " + said, client.readHead());
      }
    }
  }

  /** Python's and nc's CONNECT is HTTP/1.0, and not every client waits for the answer. */
  @Test
  void whatIsSentTooEarlyIsNotLost() throws Exception {
    try (ScriptedUpstream server =
            new ScriptedUpstream(exchange -> exchange.send("you said " + exchange.readHead()));
        ProxyFixture proxy = ProxyFixture.allowing(place(server));
        GuestClient client = proxy.fromCommands()) {
      client.send("CONNECT " + place(server) + " HTTP/1.0\r\n\r\n\u0016\u0003 early\r\n\r\n");
      assertEstablished(client);
      assertEquals("you said \u0016\u0003 early\r\n\r\n", client.readHead());
    }
  }

  /** As `nc -N` does, which doesn't wait for the tunnel to be there. */
  @Test
  void whoHasSaidAllTooEarlyIsStillAnswered() throws Exception {
    try (ScriptedUpstream server =
            new ScriptedUpstream(exchange -> {
              String said = exchange.readHead();
              exchange.awaitEnd();
              exchange.send("you said " + said);
            });
        ProxyFixture proxy = ProxyFixture.allowing(place(server))) {
      for (int i = 0; i < 20; i++) {
        try (GuestClient client = proxy.fromCommands()) {
          client.send(connect(server) + "all of it\r\n\r\n");
          client.endOutput();
          assertEstablished(client);
          assertEquals("you said all of it\r\n\r\n", client.readHead());
        }
      }
    }
  }

  @Test
  void eitherSideMayEndFirst() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    try (ScriptedUpstream server =
            new ScriptedUpstream(exchange -> {
              if (exchange.readHead().startsWith("end")) {
                exchange.send("goodbye\r\n\r\n");
                return;
              }
              exchange.awaitEnd();
              exchange.send("all after your end\r\n\r\n");
              ended.countDown();
            });
        ProxyFixture proxy = ProxyFixture.allowing(place(server))) {
      try (GuestClient client = proxy.fromCommands()) {
        client.send(connect(server));
        assertEstablished(client);
        client.send("begin\r\n\r\n");
        client.endOutput();
        assertEquals("all after your end\r\n\r\n", client.readHead());
        assertTrue(ended.await(20, TimeUnit.SECONDS));
        client.awaitEnd();
      }
      try (GuestClient client = proxy.fromCommands()) {
        client.send(connect(server));
        assertEstablished(client);
        client.send("end\r\n\r\n");
        assertEquals("goodbye\r\n\r\n", client.readHead());
        assertThrows(EOFException.class, client::readHead);
      }
    }
  }

  @Test
  void theGuestsEndClosesTheServers() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    try (ScriptedUpstream server =
            new ScriptedUpstream(exchange -> {
              exchange.awaitEnd();
              ended.countDown();
            });
        ProxyFixture proxy = ProxyFixture.allowing(place(server))) {
      try (GuestClient client = proxy.fromCommands()) {
        client.send(connect(server));
        assertEstablished(client);
      }
      assertTrue(ended.await(20, TimeUnit.SECONDS));
    }
  }

  @Test
  void aSlowReaderSlowsTheSenderDown() throws Exception {
    long size = 200L << 20;
    AtomicLong sent = new AtomicLong();
    CountDownLatch read = new CountDownLatch(1);
    try (ScriptedUpstream server =
            new ScriptedUpstream(exchange -> {
              while (sent.get() < size) {
                exchange.sendZeros(1 << 16);
                sent.addAndGet(1 << 16);
              }
              read.await();
              exchange.skip(size);
              exchange.send("got it\r\n\r\n");
            });
        ProxyFixture proxy = ProxyFixture.allowing(place(server));
        GuestClient client = proxy.fromCommands()) {
      client.send(connect(server));
      assertEstablished(client);
      awaitStandstill(sent);
      assertTrue(sent.get() < 32 << 20, "sent without a reader: " + sent);
      client.skip(size);
      assertEquals(size, sent.get());

      AtomicLong back = new AtomicLong();
      Thread sender =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  while (back.get() < size) {
                    client.sendZeros(1 << 16);
                    back.addAndGet(1 << 16);
                  }
                } catch (IOException gone) {
                  return;
                }
              });
      awaitStandstill(back);
      assertTrue(back.get() < 32 << 20, "sent without a reader: " + back);
      read.countDown();
      assertEquals("got it\r\n\r\n", client.readHead());
      sender.join();
      assertEquals(size, back.get());
    }
  }

  private static void awaitStandstill(AtomicLong count) {
    long[] lastAndTimes = {-1, 0};
    Await.until(
        "a standstill",
        LONG,
        () -> {
          long now = count.get();
          lastAndTimes[1] = now == lastAndTimes[0] && now > 0 ? lastAndTimes[1] + 1 : 0;
          lastAndTimes[0] = now;
          return lastAndTimes[1] > 50;
        });
  }

  @Test
  void aTunnelThatNothingPassesThroughIsClosed() throws Exception {
    try (ScriptedUpstream server = new ScriptedUpstream(exchange -> exchange.awaitEnd());
        ProxyFixture proxy =
            new ProxyFixture(
                ProxyFixture.network(NetworkPolicy.ALLOWLIST, place(server)),
                new ProxyLimits(1, LONG, Duration.ofMillis(300)));
        GuestClient client = proxy.fromCommands()) {
      client.send(connect(server));
      assertEstablished(client);
      client.awaitEnd();
    }
  }

  @Test
  void thereAreOnlySoManyAtOnceAndPlacesComeBack() throws Exception {
    try (ScriptedUpstream server = new ScriptedUpstream(exchange -> exchange.awaitEnd());
        ProxyFixture proxy = ProxyFixture.allowing(place(server))) {
      List<GuestClient> open = new ArrayList<>();
      for (int i = 0; i < ProxyFixture.LIMITS.maxConnections(); i++) {
        open.add(i % 2 == 0 ? proxy.fromCommands() : proxy.fromGuest());
        open.getLast().send(connect(server));
        if (i % 2 == 0) {
          assertEstablished(open.getLast());
        } else {
          assertTrue(open.getLast().readHead().startsWith("HTTP/1.1 200"));
        }
      }
      assertTrue(proxy.ask("CONNECT " + place(server)).startsWith("HTTP/1.1 429"));
      for (GuestClient client : open) {
        client.close();
      }
      Await.until(
          "a free place",
          LONG,
          () -> {
            try (GuestClient client = proxy.fromCommands()) {
              client.send(connect(server));
              return client.readHead().startsWith("HTTP/1.1 200");
            }
          });
    }
  }

  @Test
  void whoCannotBeReachedIsTold() throws Exception {
    int port;
    try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = nobody.getLocalPort();
    }
    try (ProxyFixture proxy =
        ProxyFixture.allowing("127.0.0.1:" + port, "unknown.example", "two.example:" + port)) {
      String refused = proxy.ask("CONNECT 127.0.0.1:" + port);
      assertTrue(refused.startsWith("HTTP/1.1 502 "), refused);
      assertTrue(refused.contains("127.0.0.1 port " + port + ": the connection was refused"));
      String unknown = proxy.ask("CONNECT unknown.example:443");
      assertTrue(unknown.startsWith("HTTP/1.1 502 "), unknown);
      assertTrue(unknown.contains("not found unknown.example: the name is not known"), unknown);
    }
  }

  /** The second address of a name is tried when the first doesn't answer. */
  @Test
  void allAddressesOfANameAreTried() throws Exception {
    try (ScriptedUpstream server = new ScriptedUpstream(exchange -> exchange.send("here\r\n\r\n"));
        ProxyFixture proxy = ProxyFixture.allowing("two.example:" + server.port())) {
      proxy.name("two.example", "::1,127.0.0.1");
      try (GuestClient client = proxy.fromCommands()) {
        client.send("CONNECT two.example:" + server.port() + " HTTP/1.1\r\n\r\n");
        assertEstablished(client);
        assertEquals("here\r\n\r\n", client.readHead());
      }
    }
  }

  @Test
  void endsWithItsDoor() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    try (ScriptedUpstream server =
        new ScriptedUpstream(exchange -> {
          exchange.awaitEnd();
          ended.countDown();
        })) {
      GuestClient client;
      try (ProxyFixture proxy = ProxyFixture.allowing(place(server))) {
        client = proxy.fromCommands();
        client.send(connect(server));
        assertEstablished(client);
      }
      try (client) {
        client.awaitEnd();
        assertTrue(ended.await(20, TimeUnit.SECONDS));
      }
    }
  }
}
