package dev.oxydra.runner.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.runner.config.ApiKey;
import dev.oxydra.testing.Await;
import dev.oxydra.types.Json;
import dev.oxydra.types.Persona;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class BrokerTest {
  private static final UserId ALICE = new UserId("alice");
  private static final String KEY = "sk-test-0123456789";

  /** For requests in quick succession: one counts until its answer has left. */
  private static final BrokerLimits MANY = new BrokerLimits(64, 64 << 20);

  private static final BrokerLimits LIMITS = new BrokerLimits(2, 64 << 20);
  private static final Duration LONG = Duration.ofSeconds(60);

  private Path folder;
  private Path socket;
  private Broker broker;

  @BeforeEach
  void open() throws IOException {
    folder = Files.createTempDirectory("ox");
    socket = folder.resolve("broker.sock");
    broker = new Broker();
  }

  @AfterEach
  void close() throws IOException {
    broker.close();
    Doors.delete(folder);
  }

  @Test
  void addsTheKeyAndDropsWhatTheGuestSentInItsPlace() throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    try (ScriptedUpstream upstream =
            new ScriptedUpstream(exchange -> {
              String head = exchange.readHead();
              seen.add(head);
              exchange.reply(
                  200,
                  "X-Echo: " + KEY + "\r\nX-Oxydra-Refusal: forged\r\n",
                  "you sent " + KEY + " there");
            });
        Broker.Door _ = open(upstream, LONG, LIMITS);
        GuestClient guest = new GuestClient(socket)) {
      assertEquals(
          "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
      guest.send(
          """
          GET /providers/p/models?a=b HTTP/1.1
          Host: evil
          Authorization: Bearer guest
          Cookie: c=1
          X-Api-Key: guest
          Connection: X-Hop
          X-Hop: 1
          X-Keep: 1

          """
              .replace("\n", "\r\n"));
      String answer = guest.readHead() + guest.readFixedBody();

      String head = seen.take();
      assertTrue(head.startsWith("GET /base/models?a=b HTTP/1.1\r\n"), head);
      assertTrue(head.contains("Bearer " + KEY), head);
      assertTrue(head.toLowerCase(java.util.Locale.ROOT).contains("x-keep: 1"), head);
      assertTrue(head.contains("X-Team: blue"), head);
      for (String hidden : new String[] {"guest", "evil", "c=1", "x-hop", "upgrade"}) {
        assertFalse(head.toLowerCase(java.util.Locale.ROOT).contains(hidden), head);
      }
      assertFalse(answer.contains(KEY), answer);
      assertFalse(answer.contains("forged"), answer);
      assertTrue(answer.endsWith("you sent " + "*".repeat(KEY.length()) + " there"), answer);
    }
    assertFalse(Files.exists(socket));
  }

  @Test
  void passesEachChunkOnBeforeTheNextIsSent() throws Exception {
    CountDownLatch firstSeen = new CountDownLatch(1);
    try (ScriptedUpstream upstream =
            new ScriptedUpstream(exchange -> {
              exchange.readHead();
              exchange.startChunked();
              exchange.chunk("data: 1\n\n");
              firstSeen.await();
              exchange.chunk("data: 2\n\n");
              exchange.endChunked();
            });
        Broker.Door _ = open(upstream, LONG, LIMITS);
        GuestClient guest = new GuestClient(socket)) {
      guest.send("GET /providers/p/x HTTP/1.1\r\nHost: b\r\n\r\n");
      guest.readHead();
      assertEquals("data: 1\n\n", guest.readChunk());
      firstSeen.countDown();
      assertEquals("data: 2\n\n", guest.readChunk());
      assertNull(guest.readChunk());
    }
  }

  @Test
  void theGuestsEndCancelsTheUpstream() throws Exception {
    for (boolean begun : new boolean[] {false, true}) {
      CountDownLatch arrived = new CountDownLatch(1);
      CountDownLatch cancelled = new CountDownLatch(1);
      try (ScriptedUpstream upstream =
              new ScriptedUpstream(exchange -> {
                exchange.readHead();
                if (begun) {
                  exchange.startChunked();
                  exchange.chunk("data: 1\n\n");
                }
                arrived.countDown();
                exchange.awaitEnd();
                cancelled.countDown();
              });
          Broker.Door _ = open(upstream, LONG, LIMITS)) {
        try (GuestClient guest = new GuestClient(socket)) {
          guest.send("GET /providers/p/x HTTP/1.1\r\nHost: b\r\n\r\n");
          arrived.await();
          if (begun) {
            guest.readHead();
            guest.readChunk();
          }
        }
        assertTrue(cancelled.await(20, TimeUnit.SECONDS), "begun: " + begun);
      }
    }
  }

  @Test
  void anUpstreamThatBreaksIsSeenToBreak() throws Exception {
    // A reset throws away what the other side has not read yet, so it waits for that.
    CountDownLatch read = new CountDownLatch(1);
    try (ScriptedUpstream upstream =
            new ScriptedUpstream(exchange -> {
              exchange.readHead();
              exchange.startChunked();
              exchange.chunk("data: 1\n\n");
              read.await();
              exchange.reset();
            });
        Broker.Door _ = open(upstream, LONG, LIMITS);
        GuestClient guest = new GuestClient(socket)) {
      guest.send("GET /providers/p/x HTTP/1.1\r\nHost: b\r\n\r\n");
      guest.readHead();
      assertEquals("data: 1\n\n", guest.readChunk());
      read.countDown();
      assertThrows(IOException.class, guest::readChunk);
    }
  }

  @Test
  void aSilentUpstreamTimesOut() throws Exception {
    try (ScriptedUpstream upstream =
            new ScriptedUpstream(exchange -> {
              if (exchange.readHead().contains("/late")) {
                exchange.startChunked();
                exchange.chunk("data: 1\n\n");
              }
              exchange.awaitEnd();
            });
        Broker.Door _ = open(upstream, Duration.ofSeconds(1), LIMITS);
        GuestClient guest = new GuestClient(socket)) {
      guest.send("GET /providers/p/x HTTP/1.1\r\nHost: b\r\n\r\n");
      assertTrue(guest.readHead().startsWith("HTTP/1.1 504"));
      assertTrue(guest.readFixedBody().contains("upstream_timeout"));
      guest.send("GET /providers/p/late HTTP/1.1\r\nHost: b\r\n\r\n");
      guest.readHead();
      assertEquals("data: 1\n\n", guest.readChunk());
      assertThrows(IOException.class, guest::readChunk);
    }
  }

  @Test
  void staysBelowTheBaseUrl() throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    try (ScriptedUpstream upstream =
            new ScriptedUpstream(exchange -> {
              seen.add(exchange.readHead());
              exchange.reply(200, "", "");
            });
        Broker.Door _ = open(upstream, LONG, MANY)) {
      String[] tricks = {
        "/providers/p/../admin",
        "/providers/p/..",
        "/providers/p/%2e%2e/admin",
        "/providers/p/.%2E/admin",
        "/providers/p/a%2fb",
        "/providers/p/a%2F..%2Fb",
        "/providers/p/a%5cb",
        "/providers/p/a\\..\\b",
        "/providers/p//other/x",
        "/providers/p/..;x/admin",
        "/providers/p/%252e%252e/x",
        "/providers/p/a%00b",
        "/providers/p/a#b",
        "/providers/p/x?y=%zz",
        "/providers/p/./x",
        "/providers/p/a%0d%0ab"
      };
      for (String trick : tricks) {
        assertTrue(status("GET " + trick).startsWith("HTTP/1.1 400"), trick);
      }
      assertTrue(status("GET http://127.0.0.1:1/providers/p/x").startsWith("HTTP/1.1 403"));
      assertTrue(status("GET /providers/other/x").startsWith("HTTP/1.1 404"));
      assertTrue(status("GET /").startsWith("HTTP/1.1 404"));
      assertTrue(status("CONNECT example.com:443").startsWith("HTTP/1.1 403"));
      assertTrue(status("TRACE /providers/p/x").startsWith("HTTP/1.1 405"));
      assertEquals(0, seen.size());
      assertTrue(status("GET /providers/p/models/gpt%204:x").startsWith("HTTP/1.1 200"));
    }
  }

  @Test
  void saysWhichKeyIsMissingAndWhoCannotBeReached() throws Exception {
    Upstream noKey = upstream("p", 1, null, "P_API_KEY", LONG);
    Upstream nobody = upstream("gone", 1, new ApiKey(KEY, "P_API_KEY"), "X", LONG);
    Map<String, Upstream> all = Map.of("p", noKey, "gone", nobody);
    try (Broker.Door _ = broker.open(ALICE, Doors.files(socket), new Terms(all, LIMITS));
        GuestClient guest = new GuestClient(socket)) {
      guest.send("POST /providers/p/x HTTP/1.1\r\nHost: b\r\nContent-Length: 2\r\n\r\n{}");
      assertTrue(guest.readHead().startsWith("HTTP/1.1 401"));
      assertEquals(
          "{\"error\":{\"message\":\"No key for provider p: set P_API_KEY and run ./runner restart\","
              + "\"type\":\"authentication_error\",\"code\":\"missing_key\"}}",
          guest.readFixedBody());
      guest.send("POST /providers/gone/x HTTP/1.1\r\nHost: b\r\nContent-Length: 2\r\n\r\n{}");
      String head = guest.readHead();
      assertTrue(head.startsWith("HTTP/1.1 502"));
      assertTrue(head.contains("x-oxydra-refusal: upstream_unreachable"), head);
      assertTrue(guest.readFixedBody().contains("can't be reached"));
    }
    assertFalse(nobody.toString().contains(KEY));
  }

  @Test
  void limitsBodiesAndConcurrency() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    try (ScriptedUpstream upstream =
            new ScriptedUpstream(exchange -> {
              exchange.readHead();
              arrived.countDown();
              release.await();
              exchange.reply(200, "", "ok");
            });
        Broker.Door _ = open(upstream, LONG, new BrokerLimits(1, 1000));
        GuestClient first = new GuestClient(socket)) {
      first.send("GET /providers/p/x HTTP/1.1\r\nHost: b\r\n\r\n");
      arrived.await();
      assertTrue(status("GET /providers/p/x").startsWith("HTTP/1.1 429"));
      release.countDown();
      assertTrue(first.readHead().startsWith("HTTP/1.1 200"));
      assertEquals("ok", first.readFixedBody());
      first.send("POST /providers/p/x HTTP/1.1\r\nHost: b\r\nContent-Length: 1001\r\n\r\n");
      first.send("x".repeat(1001));
      assertTrue(first.readHead().startsWith("HTTP/1.1 413"));
    }
  }

  @Test
  void manySmallRequestsOverOneConnection() throws Exception {
    try (ScriptedUpstream upstream =
            new ScriptedUpstream(exchange -> {
              while (true) {
                String head = exchange.readHead();
                exchange.reply(200, "", exchange.readBody(head));
              }
            });
        Broker.Door _ = open(upstream, LONG, LIMITS);
        GuestClient guest = new GuestClient(socket)) {
      for (int i = 0; i < 1000; i++) {
        String body = "{\"i\":" + i + "}";
        guest.send(
            "POST /providers/p/x HTTP/1.1\r\nHost: b\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body);
        guest.readHead();
        assertEquals(body, guest.readFixedBody());
      }
    }
  }

  @Test
  void bigBodiesAreNotBuffered() throws Exception {
    long size = 100L << 20;
    CountDownLatch uploaded = new CountDownLatch(1);
    try (ScriptedUpstream upstream =
            new ScriptedUpstream(exchange -> {
              exchange.readHead();
              exchange.skip(size);
              uploaded.countDown();
              exchange.send("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
              exchange.sendZeros(size);
            });
        Broker.Door _ = open(upstream, LONG, new BrokerLimits(1, size));
        GuestClient guest = new GuestClient(socket)) {
      long before = heap();
      guest.send("POST /providers/p/x HTTP/1.1\r\nHost: b\r\nContent-Length: " + size + "\r\n\r\n");
      guest.sendZeros(size);
      uploaded.await();
      guest.readHead();
      guest.skip(size / 2);
      long grown = heap() - before;
      guest.skip(size / 2);
      assertTrue(grown < 24 << 20, "the heap has grown by " + grown);
    }
  }

  @Test
  void aSlowGuestSlowsItsUpstreamDown() throws Exception {
    long size = 200L << 20;
    AtomicLong sent = new AtomicLong();
    try (ScriptedUpstream upstream =
            new ScriptedUpstream(exchange -> {
              exchange.readHead();
              exchange.send("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
              while (sent.get() < size) {
                exchange.sendZeros(1 << 16);
                sent.addAndGet(1 << 16);
              }
            });
        Broker.Door _ = open(upstream, LONG, LIMITS);
        GuestClient guest = new GuestClient(socket)) {
      guest.send("GET /providers/p/x HTTP/1.1\r\nHost: b\r\n\r\n");
      guest.readHead();
      awaitStandstill(sent);
      assertTrue(sent.get() < 32 << 20, "sent without a reader: " + sent);
      guest.skip(size);
      assertEquals(size, sent.get());
    }
  }

  /** Returns when the count has not changed for a while. */
  private static void awaitStandstill(AtomicLong count) {
    AtomicLong last = new AtomicLong(-1);
    AtomicInteger same = new AtomicInteger();
    Await.until(
        "a standstill",
        LONG,
        () -> {
          long now = count.get();
          same.set(last.getAndSet(now) == now && now > 0 ? same.get() + 1 : 0);
          return same.get() > 50;
        });
  }

  @Test
  void aGuestThatFloodsHarmsNoOther() throws Exception {
    Path other = folder.resolve("other.sock");
    List<GuestClient> flood = new ArrayList<>();
    try (ScriptedUpstream upstream =
            new ScriptedUpstream(exchange -> {
              while (true) {
                exchange.readHead();
                exchange.reply(200, "", "ok");
              }
            });
        Broker.Door _ = open(upstream, LONG, LIMITS);
        Broker.Door _ =
            broker.open(
                new UserId("bob"), Doors.files(other), new Terms(known(upstream), LIMITS))) {
      for (int i = 0; i < 600; i++) {
        GuestClient connection = new GuestClient(socket);
        flood.add(connection);
        sendHalfARequest(connection);
      }
      assertThrows(IOException.class, flood.getLast()::readHead, "is closed");
      try (GuestClient guest = new GuestClient(other)) {
        for (int i = 0; i < 100; i++) {
          guest.send("GET /providers/p/x HTTP/1.1\r\nHost: b\r\n\r\n");
          assertTrue(guest.readHead().startsWith("HTTP/1.1 200"));
          assertEquals("ok", guest.readFixedBody());
        }
      }
    } finally {
      for (GuestClient connection : flood) {
        connection.close();
      }
    }
  }

  private static void sendHalfARequest(GuestClient connection) {
    try {
      connection.send("POST /providers/p/x HTTP/1.1\r\nHost: b\r\nContent-Length: 9\r\n\r\nhalf");
    } catch (IOException closed) {
      return; // One connection too many.
    }
  }

  private static long heap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Test
  void saysWhoTheAgentsAreAsItIsNow() throws Exception {
    AtomicReference<Persona> now = new AtomicReference<>(new Persona("", "You are calm."));
    Terms terms = new Terms(Map.of(), LIMITS, NetworkRules.NOTHING, null, problems -> now.get());
    try (Broker.Door _ = broker.open(ALICE, Doors.files(socket), terms);
        GuestClient guest = new GuestClient(socket)) {
      for (String soul : List.of("You are calm.", "You are \u201cmerry\u201d.")) {
        now.set(new Persona("", soul));
        guest.send("POST /persona HTTP/1.1\r\nHost: b\r\nContent-Length: 2\r\n\r\n{}");
        assertTrue(guest.readHead().startsWith("HTTP/1.1 200"));
        assertEquals(now.get(), Json.mapper().readValue(guest.readFixedBody(), Persona.class));
      }
    }
  }

  private String status(String line) throws IOException {
    try (GuestClient guest = new GuestClient(socket)) {
      guest.send(line + " HTTP/1.1\r\nHost: b\r\n\r\n");
      return guest.readHead();
    }
  }

  private Broker.Door open(ScriptedUpstream upstream, Duration patience, BrokerLimits limits)
      throws IOException {
    Upstream known =
        upstream("p", upstream.port(), new ApiKey(KEY, "P_API_KEY"), "P_API_KEY", patience);
    return broker.open(ALICE, Doors.files(socket), new Terms(Map.of("p", known), limits));
  }

  private static Map<String, Upstream> known(ScriptedUpstream upstream) {
    return Map.of(
        "p", upstream("p", upstream.port(), new ApiKey(KEY, "P_API_KEY"), "P_API_KEY", LONG));
  }

  private static Upstream upstream(
      String name, int port, ApiKey key, String variable, Duration patience) {
    return new Upstream(
        name,
        URI.create("http://127.0.0.1:" + port + "/base"),
        KeyPlacement.BEARER,
        key,
        variable,
        Map.of("X-Team", "blue"),
        Tariff.UNKNOWN,
        LONG,
        patience,
        patience);
  }
}
