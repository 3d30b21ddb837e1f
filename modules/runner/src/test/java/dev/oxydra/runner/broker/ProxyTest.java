package dev.oxydra.runner.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.runner.config.NetworkPolicy;
import dev.oxydra.runner.config.RunnerConfig.Network;
import dev.oxydra.runner.config.RunnerConfig.ToolNetwork;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the proxy forwards of requests for {@code http://} URLs, and what it refuses. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ProxyTest {
  private static ScriptedUpstream counting(AtomicInteger connections) throws IOException {
    return new ScriptedUpstream(exchange -> {
      connections.incrementAndGet();
      exchange.readHead();
      exchange.reply(200, "", "reached");
    });
  }

  @Test
  void forwardsARequestWithoutWhatIsForTheProxy() throws Exception {
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    try (ScriptedUpstream server =
            new ScriptedUpstream(exchange -> {
              String head = exchange.readHead();
              seen.add(head + exchange.readBody(head));
              exchange.reply(
                  200,
                  "X-Kept: 1\r\nConnection: X-Hop, close\r\nX-Hop: 1\r\nSet-Cookie: a=b\r\nX-Oxydra-Refusal: forged\r\n",
                  "hello");
            });
        ProxyFixture proxy = ProxyFixture.allowing("127.0.0.1:" + server.port());
        GuestClient client = proxy.fromGuest()) {
      String url = "http://127.0.0.1:" + server.port();
      client.send(
          ("POST " + url + "?q=1 HTTP/1.1\n")
                  .concat(
                      """
                      Host: other.example
                      Proxy-Authorization: Basic bWNwOg==
                      Proxy-Connection: keep-alive
                      Connection: X-Mine
                      X-Mine: 1
                      Oxydra-Tool: web_fetch
                      Authorization: Bearer mine
                      Cookie: c=1
                      Content-Length: 4

                      """)
                  .replace("\n", "\r\n")
              + "body");
      String answer = client.readHead() + client.readFixedBody();

      String request = seen.take();
      assertTrue(request.startsWith("POST /?q=1 HTTP/1.1\r\n"), request);
      assertTrue(request.endsWith("\r\n\r\nbody"), request);
      String lower = request.toLowerCase(Locale.ROOT);
      assertTrue(lower.contains("host: 127.0.0.1:" + server.port() + "\r\n"), request);
      assertTrue(request.contains("Authorization: Bearer mine"), request);
      assertTrue(request.contains("Cookie: c=1"), request);
      for (String hidden : List.of("proxy-", "x-mine", "oxydra-tool", "other.example")) {
        assertFalse(lower.contains(hidden), request);
      }
      assertTrue(answer.startsWith("HTTP/1.1 200 X\r\n"), answer);
      assertTrue(answer.contains("X-Kept: 1") && answer.contains("Set-Cookie: a=b"), answer);
      assertTrue(answer.endsWith("hello"), answer);
      assertFalse(answer.contains("X-Hop") || answer.contains("forged"), answer);

      assertTrue(ProxyFixture.ask(client, "GET " + url + "/again").endsWith("hello"));
      assertTrue(seen.take().startsWith("GET /again HTTP/1.1"));
    }
  }

  @Test
  void saysWhatForbidsAndWhatWouldAllow() throws Exception {
    try (ProxyFixture proxy = new ProxyFixture(ProxyFixture.network(NetworkPolicy.DENY))) {
      String message =
          "The network policy does not let shell reach example.org:80, since network.policy is deny. "
              + "Set network.policy = allowlist and add \"example.org:80\" to network.allow in runner.conf and run ./runner restart to allow it.";
      String answer = proxy.ask("GET http://example.org/");
      assertTrue(answer.startsWith("HTTP/1.1 403 " + message + "\r\n"), answer);
      assertTrue(answer.contains("content-type: text/plain"), answer);
      assertTrue(answer.endsWith("\r\n\r\n" + message + "\n"), answer);
      String tunnel = proxy.ask("CONNECT example.org:80");
      assertTrue(tunnel.startsWith("HTTP/1.1 403 " + message + "\r\n"), tunnel);
      assertTrue(tunnel.endsWith(message + "\n"), tunnel);
    }
  }

  @Test
  void nothingInsideIsReachedHoweverItIsSpelled() throws Exception {
    AtomicInteger connections = new AtomicInteger();
    try (ScriptedUpstream server = counting(connections);
        ProxyFixture proxy = new ProxyFixture(ProxyFixture.network(NetworkPolicy.OPEN))) {
      proxy.name("localhost", "127.0.0.1");
      proxy.name("inside.example", "127.0.0.1");
      proxy.name("inside6.example", "::1");
      proxy.name("mixed.example", "192.0.1.1,127.0.0.1");
      proxy.name("metadata.example", "169.254.169.254");
      for (String host :
          List.of(
              "localhost",
              "LOCALHOST.",
              "inside.example",
              "inside6.example",
              "mixed.example",
              "metadata.example",
              "127.0.0.1",
              "127.0.0.1.",
              "127.1",
              "0x7f000001",
              "0x7f.1",
              "0177.1",
              "2130706433",
              "0",
              "0.0.0.0",
              "169.254.169.254",
              "[::1]",
              "[::]",
              "[::ffff:127.0.0.1]",
              "[::ffff:7f00:1]",
              "[::127.0.0.1]",
              "[64:ff9b::7f00:1]",
              "[2002:7f00:1::]",
              "[fd00:ec2::254]",
              "[fe80::1%25lo]",
              "127.0.0.1%2eexample",
              "%6cocalhost")) {
        String place = host + ":" + server.port();
        for (String line : List.of("GET http://" + place + "/", "CONNECT " + place)) {
          String answer = proxy.ask(line);
          assertTrue(answer.startsWith("HTTP/1.1 403 "), line + ": " + answer);
        }
      }
    }
    assertEquals(0, connections.get());
  }

  @Test
  void whatIsListedWithItsPortMayBeInside() throws Exception {
    AtomicInteger connections = new AtomicInteger();
    try (ScriptedUpstream server = counting(connections);
        ProxyFixture proxy =
            ProxyFixture.allowing("inside.example:" + server.port(), "other.example", "*.lan")) {
      for (String name : List.of("inside.example", "other.example", "a.lan")) {
        proxy.name(name, "127.0.0.1");
      }
      assertTrue(
          proxy.ask("GET http://inside.example:%d/".formatted(server.port())).endsWith("reached"));
      for (String host : List.of("other.example", "a.lan")) {
        String answer = proxy.ask("GET http://%s:%d/".formatted(host, server.port()));
        assertTrue(answer.contains("its address is 127.0.0.1, a loopback address"), answer);
        assertTrue(
            answer.contains("Add \"%s:%d\" to network.allow".formatted(host, server.port())),
            answer);
      }
    }
    assertEquals(1, connections.get());
  }

  /** DNS rebinding: the address that was checked is the one that is dialled. */
  @Test
  void aNameIsLookedUpOnce() throws Exception {
    AtomicInteger connections = new AtomicInteger();
    try (ScriptedUpstream server = counting(connections);
        ProxyFixture proxy =
            new ProxyFixture(
                ProxyFixture.network(NetworkPolicy.OPEN),
                new ProxyLimits(
                    4, java.time.Duration.ofMillis(300), java.time.Duration.ofSeconds(60)))) {
      // Of the block that AS112 has for tests of its own: nobody answers, wherever this runs.
      proxy.name("rebinding.example", "192.31.196.1", "127.0.0.1");
      String place = "rebinding.example:" + server.port();
      String first = proxy.ask("CONNECT " + place);
      assertTrue(first.startsWith("HTTP/1.1 502 "), first);
      assertTrue(first.contains("192.31.196.1"), first);
      String second = proxy.ask("CONNECT " + place);
      assertTrue(second.contains("its address is 127.0.0.1, a loopback address"), second);
    }
    assertEquals(0, connections.get());
  }

  @Test
  void aRedirectComesBackToBeCheckedAnew() throws Exception {
    AtomicInteger connections = new AtomicInteger();
    try (ScriptedUpstream inside = counting(connections);
        ScriptedUpstream server =
            new ScriptedUpstream(exchange -> {
              exchange.readHead();
              exchange.reply(302, "Location: http://127.0.0.1:" + inside.port() + "/\r\n", "");
            });
        ProxyFixture proxy = ProxyFixture.allowing("127.0.0.1:" + server.port())) {
      String answer = proxy.ask("GET http://127.0.0.1:" + server.port() + "/");
      assertTrue(answer.startsWith("HTTP/1.1 302"), answer);
      String location = "http://127.0.0.1:" + inside.port() + "/";
      assertTrue(answer.contains(location), answer);
      assertTrue(proxy.ask("GET " + location).startsWith("HTTP/1.1 403"));
      assertTrue(proxy.ask("GET http://169.254.169.254/latest").startsWith("HTTP/1.1 403"));
    }
    assertEquals(0, connections.get());
  }

  @Test
  void eachSocketAndToolHasItsPolicy() throws Exception {
    AtomicInteger connections = new AtomicInteger();
    try (ScriptedUpstream server = counting(connections)) {
      String place = "127.0.0.1:" + server.port();
      Network network =
          new Network(
              NetworkPolicy.DENY,
              List.of(),
              Map.of("mcp", new ToolNetwork(NetworkPolicy.ALLOWLIST, List.of(place))));
      try (ProxyFixture proxy = new ProxyFixture(network)) {
        String line = "GET http://" + place + "/";
        assertTrue(proxy.ask(line, "Oxydra-Tool: mcp\r\n").contains("shell"), "can't choose");
        assertTrue(fromGuest(proxy, line, "").contains("does not let web_fetch reach"));
        assertTrue(fromGuest(proxy, line, "Oxydra-Tool: mcp\r\n").endsWith("reached"));
        // mcp: and nothing
        assertTrue(
            fromGuest(proxy, line, "Proxy-Authorization: Basic bWNwOg==\r\n").endsWith("reached"));
        assertTrue(fromGuest(proxy, line, "Oxydra-Tool: shell\r\n").startsWith("HTTP/1.1 400"));
        String providers = proxy.ask("GET /providers/p/x");
        assertTrue(providers.startsWith("HTTP/1.1 404"), providers);
        assertTrue(providers.contains("leads to the proxy alone"), providers);
      }
    }
    assertEquals(2, connections.get());
  }

  private static String fromGuest(ProxyFixture proxy, String line, String header)
      throws IOException {
    try (GuestClient client = proxy.fromGuest()) {
      return ProxyFixture.ask(client, line, header);
    }
  }

  @Test
  void whatIsNoRequestToAProxyIsRefused() throws Exception {
    try (ProxyFixture proxy = new ProxyFixture(ProxyFixture.network(NetworkPolicy.OPEN))) {
      for (String line :
          List.of(
              "GET https://example.org/",
              "GET ftp://example.org/",
              "GET http://user:secret@127.0.0.1/",
              "GET http://example.org\\@127.0.0.1/",
              "GET http://example.org#@127.0.0.1/",
              "GET http:example.org",
              "GET example.org",
              "CONNECT example.org",
              "CONNECT [::1]",
              "CONNECT http://example.org:80")) {
        String answer = proxy.ask(line);
        assertTrue(answer.matches("(?s)HTTP/1.1 40[03] .*"), line + ": " + answer);
        assertFalse(answer.contains("secret"), answer);
      }
      for (String host : List.of("", ":80", "a:0", "a:65536", "a:1:2")) {
        assertTrue(proxy.ask("GET http://" + host + "/").startsWith("HTTP/1.1 403"), host);
      }
    }
  }

  @Test
  void passesEachChunkOnBeforeTheNextIsSent() throws Exception {
    CountDownLatch firstSeen = new CountDownLatch(1);
    try (ScriptedUpstream server =
            new ScriptedUpstream(exchange -> {
              exchange.readHead();
              exchange.startChunked();
              exchange.chunk("one");
              firstSeen.await();
              exchange.chunk("two");
              exchange.endChunked();
            });
        ProxyFixture proxy = ProxyFixture.allowing("127.0.0.1:" + server.port());
        GuestClient client = proxy.fromCommands()) {
      client.send("GET http://127.0.0.1:" + server.port() + "/ HTTP/1.1\r\nHost: a\r\n\r\n");
      client.readHead();
      assertEquals("one", client.readChunk());
      firstSeen.countDown();
      assertEquals("two", client.readChunk());
      assertNull(client.readChunk());
    }
  }

  @Test
  void anAnswerThatBreaksIsSeenToBreak() throws Exception {
    try (ScriptedUpstream server =
            new ScriptedUpstream(exchange -> {
              if (exchange.readHead().contains("/chunks")) {
                exchange.startChunked();
                exchange.chunk("one");
              } else {
                exchange.send("nonsense\r\n\r\n");
              }
            });
        ProxyFixture proxy = ProxyFixture.allowing("127.0.0.1:" + server.port());
        GuestClient client = proxy.fromCommands()) {
      String url = "http://127.0.0.1:" + server.port();
      assertTrue(ProxyFixture.ask(client, "GET " + url + "/").startsWith("HTTP/1.1 502 "));
      client.send("GET " + url + "/chunks HTTP/1.1\r\nHost: a\r\n\r\n");
      client.readHead();
      assertEquals("one", client.readChunk());
      assertThrows(IOException.class, client::readChunk);
    }
  }

  @Test
  void theGuestsEndEndsTheRequest() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    try (ScriptedUpstream server =
            new ScriptedUpstream(exchange -> {
              exchange.readHead();
              arrived.countDown();
              exchange.awaitEnd();
              ended.countDown();
            });
        ProxyFixture proxy = ProxyFixture.allowing("127.0.0.1:" + server.port())) {
      try (GuestClient client = proxy.fromCommands()) {
        client.send("GET http://127.0.0.1:" + server.port() + "/ HTTP/1.1\r\nHost: a\r\n\r\n");
        arrived.await();
      }
      assertTrue(ended.await(20, TimeUnit.SECONDS));
    }
  }

  @Test
  void anAnswerBeforeTheRequestsEndIsPassedOn() throws Exception {
    try (ScriptedUpstream server =
            new ScriptedUpstream(exchange -> {
              exchange.readHead();
              exchange.reply(413, "", "too large for me");
              exchange.awaitEnd();
            });
        ProxyFixture proxy = ProxyFixture.allowing("127.0.0.1:" + server.port());
        GuestClient client = proxy.fromCommands()) {
      String url = "http://127.0.0.1:" + server.port();
      client.send("POST " + url + "/ HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\nhalf");
      assertTrue(client.readHead().startsWith("HTTP/1.1 413"));
      assertEquals("too large for me", client.readFixedBody());
      client.awaitEnd();
    }
  }

  @Test
  void bodiesAreLimited() throws Exception {
    try (ScriptedUpstream server =
            new ScriptedUpstream(exchange -> {
              exchange.readHead();
              exchange.awaitEnd();
            });
        ProxyFixture proxy = ProxyFixture.allowing("127.0.0.1:" + server.port())) {
      String post = "POST http://127.0.0.1:" + server.port() + "/ HTTP/1.1\r\nHost: a\r\n";
      try (GuestClient client = proxy.fromCommands()) {
        client.send(post + "Content-Length: 1001\r\n\r\n" + "x".repeat(1001));
        assertTrue(client.readHead().startsWith("HTTP/1.1 413"));
      }
      try (GuestClient client = proxy.fromCommands()) {
        client.send(post + "Transfer-Encoding: chunked\r\n\r\n7d0\r\n" + "x".repeat(2000));
        assertTrue(client.readHead().startsWith("HTTP/1.1 413"));
      }
    }
  }

  @Test
  void http10GetsNoChunks() throws Exception {
    try (ScriptedUpstream server =
            new ScriptedUpstream(exchange -> {
              exchange.readHead();
              exchange.startChunked();
              exchange.chunk("all");
              exchange.endChunked();
            });
        ProxyFixture proxy = ProxyFixture.allowing("127.0.0.1:" + server.port());
        GuestClient client = proxy.fromCommands()) {
      client.send("GET http://127.0.0.1:" + server.port() + "/ HTTP/1.0\r\n\r\n");
      String head = client.readHead();
      assertFalse(head.toLowerCase(Locale.ROOT).contains("transfer-encoding"), head);
      client.skip(3);
      client.awaitEnd();
    }
  }
}
