package dev.oxydra.runner.broker;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.runner.config.ApiKey;
import dev.oxydra.types.UserId;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Keys that went with a daemon, and are brought to the next one. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class AwaitedKeyTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @Test
  void aRequestWaitsForItsKeyAndOthersDoNot(@TempDir Path folder) throws Exception {
    Path socket = folder.resolve("broker.sock");
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    try (ScriptedUpstream upstream =
            new ScriptedUpstream(exchange -> {
              seen.add(exchange.readHead());
              exchange.reply(200, "", "answered");
            });
        Broker broker = new Broker();
        Broker.Door door =
            broker.open(
                new UserId("alice"),
                Doors.files(socket),
                terms(
                    Map.of(
                        "p", provider("p", upstream, ApiKey.TO_COME),
                        "q", provider("q", upstream, "sk-test-of-q-000000"))));
        GuestClient waiting = new GuestClient(socket)) {
      FutureTask<String> answer =
          new FutureTask<>(() -> waiting.readHead() + waiting.readFixedBody());
      waiting.send("GET /providers/p/x HTTP/1.1\r\nHost: b\r\n\r\n");
      Thread.ofVirtual().start(answer);
      try (GuestClient other = new GuestClient(socket)) {
        other.send("GET /providers/q/x HTTP/1.1\r\nHost: b\r\n\r\n");
        assertTrue(other.readHead().startsWith("HTTP/1.1 200"));
        assertTrue(seen.take().contains("sk-test-of-q-000000"));
      }
      assertTrue(seen.isEmpty(), "nothing is sent without its key");

      door.refresh(terms(Map.of("p", provider("p", upstream, "sk-test-of-p-000000"))));
      assertTrue(answer.get().endsWith("answered"), answer::toString);
      assertTrue(seen.take().contains("Bearer sk-test-of-p-000000"));
    }
  }

  private static Upstream provider(String name, ScriptedUpstream upstream, String key) {
    return new Upstream(
        name,
        URI.create("http://127.0.0.1:" + upstream.port() + "/base"),
        KeyPlacement.BEARER,
        new ApiKey(key, "KEY_OF_" + name),
        "KEY_OF_" + name,
        Map.of(),
        Tariff.UNKNOWN,
        LONG,
        LONG,
        LONG);
  }

  private static Terms terms(Map<String, Upstream> upstreams) {
    return new Terms(upstreams, new BrokerLimits(2, 1 << 20));
  }
}
