package dev.oxydra.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.oxydra.testing.FakeModelServer;
import dev.oxydra.testing.RequiresTool;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What commands of an agent reach of the network, with curl as they use it. */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
@RequiresTool({"bwrap", "setsid", "curl"})
class NetworkTest {
  /**
   * Nothing of this machine is exempt from the proxy; the status and what is said of it is shown.
   */
  private static final String CURL = "curl -sS --noproxy '' --max-time 20 ";

  private final AtomicInteger requests = new AtomicInteger();
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          byte[] body = "from the server".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
    server.setExecutor(command -> Thread.ofVirtual().start(command));
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String place(String host) {
    return host + ":" + server.getAddress().getPort();
  }

  private RunnerUnderTest runner(FakeModelServer fake, String network) throws IOException {
    RunnerUnderTest runner = OpenAiRunner.at(fake.baseUrl(), OpenAiRunner.randomKey(), "");
    runner.configure("runner.conf", network);
    runner.ok("start");
    return runner;
  }

  @Test
  void nothingIsReachedByDefaultAndTheAgentIsToldWhy() throws Exception {
    try (FakeModelServer fake = FakeModelServer.answering(OpenAiRunner::obey);
        RunnerUnderTest runner = runner(fake, "");
        Chat chat = Chat.open(runner)) {
      String direct = chat.ask("run curl -sS --noproxy '*' http://" + place("127.0.0.1") + "/");
      assertTrue(direct.contains("exit code 7"), direct);
      String url = "http://" + place("127.0.0.1") + "/";
      String refused = chat.ask("run " + CURL + url);
      assertTrue(
          refused.contains("does not let shell reach " + place("127.0.0.1") + ", since"), refused);
      assertTrue(refused.contains("network.policy is deny"), refused);
      String tunnel = chat.ask("run " + CURL + "-v -p " + url + " 2>&1");
      assertTrue(tunnel.contains("403 The network policy does not let shell reach"), tunnel);
    }
    assertEquals(0, requests.get());
  }

  @Test
  void whatIsListedIsReachedAndNothingElseOfThisMachine() throws Exception {
    try (FakeModelServer fake = FakeModelServer.answering(OpenAiRunner::obey);
        RunnerUnderTest runner = runner(fake, allowing(place("127.0.0.1")));
        Chat chat = Chat.open(runner)) {
      String url = "http://" + place("127.0.0.1") + "/";
      assertTrue(chat.ask("run " + CURL + url).contains("from the server"));
      assertTrue(chat.ask("run " + CURL + "-p " + url).contains("from the server"));
      assertEquals(2, requests.get());
      for (String host :
          List.of(
              "localhost", "[::1]", "0x7f000001", "2130706433", "127.1", "[::ffff:127.0.0.1]")) {
        // curl itself writes numbers as addresses; -p and a raw request keep them as they are.
        String raw =
            "run printf 'GET http://%s/ HTTP/1.1\\r\\nHost: a\\r\\nConnection: close\\r\\n\\r\\n' | bash -c 'exec 9<>/dev/tcp/127.0.0.1/${http_proxy##*:}; cat >&9; cat <&9'"
                .formatted(place(host));
        String refused = chat.ask(raw);
        boolean mapped = host.contains("ffff");
        assertEquals(mapped, refused.contains("from the server"), host + ": " + refused);
        assertEquals(!mapped, refused.contains("403 "), host + ": " + refused);
      }
      String metadata = chat.ask("run " + CURL + "http://169.254.169.254/latest/meta-data/");
      assertTrue(metadata.contains("does not let shell reach 169.254.169.254:80"), metadata);
      String log = Files.readString(runner.workspace("logs/egress.log"));
      assertTrue(log.contains("\"tool\":\"shell\""), log);
      assertTrue(log.contains("refused:network_policy"), log);
    }
  }

  @Test
  void openIsThePublicNetworkOnly() throws Exception {
    try (FakeModelServer fake = FakeModelServer.answering(OpenAiRunner::obey);
        RunnerUnderTest runner = runner(fake, "network.tools.shell.policy = open\n");
        Chat chat = Chat.open(runner)) {
      for (String host : List.of("127.0.0.1", "localhost", "169.254.169.254", "[::1]")) {
        String refused = chat.ask("run " + CURL + "http://" + place(host) + "/");
        assertTrue(refused.contains("does not let shell reach"), host + ": " + refused);
        assertTrue(refused.contains("to network.allow"), host + ": " + refused);
      }
    }
    assertEquals(0, requests.get());
  }

  /** Each line is there before the server sends the next. */
  @Test
  void answersAreStreamed() throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    server.createContext(
        "/stream",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write("first\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
            boolean inTime = await(seen);
            out.write((inTime ? "second\n" : "too late\n").getBytes(StandardCharsets.UTF_8));
          }
        });
    server.createContext(
        "/seen",
        exchange -> {
          seen.countDown();
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    try (FakeModelServer fake = FakeModelServer.answering(OpenAiRunner::obey);
        RunnerUnderTest runner = runner(fake, allowing(place("127.0.0.1")));
        Chat chat = Chat.open(runner)) {
      String base = "http://" + place("127.0.0.1");
      String told =
          chat.ask(
              "run "
                  + CURL
                  + "-N "
                  + base
                  + "/stream | while read line; do echo got $line; "
                  + CURL
                  + base
                  + "/seen; done");
      assertTrue(told.contains("got first") && told.contains("got second"), told);
      assertFalse(told.contains("too late"), told);
    }
  }

  private static String allowing(String place) {
    return "network { policy = allowlist, allow = [\"%s\"] }\n".formatted(place);
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
