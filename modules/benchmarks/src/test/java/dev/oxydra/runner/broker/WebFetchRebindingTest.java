package dev.oxydra.runner.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import dev.oxydra.runner.config.NetworkPolicy;
import dev.oxydra.runner.config.RunnerConfig.Network;
import dev.oxydra.tools.web.WebTools;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Json;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.Tool;
import dev.oxydra.types.ToolContext;
import dev.oxydra.types.ToolOutput;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code web_fetch} where the name server gives a host another address from question to question.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class WebFetchRebindingTest {
  /** Of the block that AS112 has for tests of its own: nobody answers, wherever this runs. */
  private static final String ELSEWHERE = "192.31.196.1";

  private static final ProxyLimits LIMITS =
      new ProxyLimits(4, Duration.ofMillis(300), Duration.ofSeconds(60));

  @TempDir Path folder;
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger questions = new AtomicInteger();
  private final Deque<String> answers = new ArrayDeque<>();
  private HttpServer server;
  private Broker broker;
  private Tool fetch;

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          inside.incrementAndGet();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    Path socket = folder.resolve("s");
    broker = new Broker(null, InstantSource.system(), this::resolve, LIMITS);
    var _ =
        broker.open(
            new UserId("alice"),
            new DoorFiles(
                socket, null, folder.resolve("m"), folder.resolve("e"), folder.resolve("u")),
            new Terms(
                Map.of(),
                new BrokerLimits(4, 1000),
                new NetworkRules(new Network(NetworkPolicy.OPEN, List.of(), Map.of()))));
    fetch =
        WebTools.create(socket, AgentConfig.Web.defaults()).stream()
            .filter(tool -> tool.spec().name().equals("web_fetch"))
            .findFirst()
            .orElseThrow();
  }

  @AfterEach
  void close() {
    broker.close();
    server.stop(0);
  }

  private synchronized List<InetAddress> resolve(String name) {
    questions.incrementAndGet();
    return List.of(InetAddress.ofLiteral(answers.size() > 1 ? answers.poll() : answers.getFirst()));
  }

  private ToolOutput fetch(String scheme) throws InterruptedException {
    ObjectNode arguments =
        Json.mapper()
            .createObjectNode()
            .put("url", scheme + "://rebinding.example:" + server.getAddress().getPort() + "/");
    return fetch.run(arguments, new ToolContext(SessionId.create(), TurnId.create(), "c"));
  }

  @Test
  void theAddressThatWasLookedAtIsTheOneThatIsDialled() throws Exception {
    for (String scheme : List.of("http", "https")) {
      answers.clear();
      answers.addAll(List.of(ELSEWHERE, "127.0.0.1"));
      questions.set(0);
      ToolOutput first = fetch(scheme);
      assertFalse(first.ok(), first::text);
      assertTrue(first.text().contains(ELSEWHERE), first::text);
      assertEquals(1, questions.get());
      ToolOutput second = fetch(scheme);
      assertFalse(second.ok(), second::text);
      assertTrue(second.text().contains("127.0.0.1, a loopback address"), second::text);
    }
    assertEquals(0, inside.get());
  }
}
