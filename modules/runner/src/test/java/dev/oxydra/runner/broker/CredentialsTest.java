package dev.oxydra.runner.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.runner.config.ApiKey;
import dev.oxydra.runner.config.ApiKeys;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each provider gets its key as it wants it, and nothing that a guest takes for one. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class CredentialsTest {
  private static final String KEY = "sk-test-0123456789";
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final List<String> CREDENTIALS =
      List.of(
          "authorization",
          "x-api-key",
          "x-goog-api-key",
          "api-key",
          "x-auth-token",
          "x-access-token",
          "proxy-authorization",
          "cookie");

  private final RecordedLog logged = new RecordedLog();
  private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
  private Path folder;
  private Path socket;
  private ScriptedUpstream upstream;
  private Broker broker;

  @BeforeEach
  void open() throws IOException {
    folder = Files.createTempDirectory("ox");
    socket = folder.resolve("broker.sock");
    broker = new Broker();
    upstream =
        new ScriptedUpstream(exchange -> {
          seen.add(exchange.readHead());
          exchange.reply(401, "X-Echo: " + KEY + "\r\n", "wrong key: " + KEY);
        });
  }

  @AfterEach
  void close() throws IOException {
    upstream.close();
    broker.close();
    logged.close();
    Doors.delete(folder);
  }

  @ParameterizedTest
  @CsvSource({
    "openai, authorization: bearer",
    "openai_responses, authorization: bearer",
    "anthropic, x-api-key:",
    "gemini, x-goog-api-key:"
  })
  void theKeyIsWhereTheProviderLooksForIt(String type, String header) throws Exception {
    String answer = ask(type, new ApiKey(KEY, "X"), "/x");

    String head = seen.take().toLowerCase(Locale.ROOT);
    assertTrue(head.contains("\r\n" + header + " " + KEY + "\r\n"), head);
    assertEquals(head.indexOf(KEY), head.lastIndexOf(KEY), "once: " + head);
    assertFalse(head.contains("guest"), head);
    assertFalse(answer.contains(KEY), answer);
    List<String> lines = Doors.egress(socket);
    assertEquals(1, lines.size());
    assertFalse(lines.toString().contains(KEY), lines::toString);
    assertFalse(logged.toString().contains(KEY), logged::toString);
    assertTrue(answer.endsWith("wrong key: " + "*".repeat(KEY.length())), answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "openai_responses", "anthropic", "gemini"})
  void withoutAKeyNoneGoesOut(String type) throws Exception {
    ask(type, null, "/x?key=guest");

    String head = seen.take().toLowerCase(Locale.ROOT);
    assertFalse(head.contains("guest"), head);
    for (String name : CREDENTIALS) {
      assertFalse(head.contains("\n" + name + ":"), head);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/x?key=guest, /x",
    "/x?alt=sse&key=guest, /x?alt=sse",
    "/x?KEY=guest&alt=sse, /x?alt=sse",
    "/x?%6Bey=guest&a=b&api_key=guest&c=d, /x?a=b&c=d",
    "/x?$key=guest, /x",
    "/x?access_token=guest&accessToken=guest&a, /x?a",
    "/x?oauth_token=guest&api-key=guest&apikey=guest, /x",
    "/x?a=b;key=guest&c=d, /x?c=d",
    "/x?+key=guest&key%20=guest&key, /x",
    "/x?monkey=a&keys=b&key_id=c&pageToken=d, /x?monkey=a&keys=b&key_id=c&pageToken=d",
    "/x?a=key=b&&c, /x?a=key=b&&c",
  })
  void noKeyInAQueryGoesOut(String asked, String sent) throws Exception {
    ask("gemini", new ApiKey(KEY, "X"), asked);

    String head = seen.take();
    assertEquals("GET /base" + sent + " HTTP/1.1", head.lines().findFirst().orElse(""));
  }

  @ParameterizedTest
  @CsvSource({
    "/x, /x?k=KEY",
    "/x?alt=sse, /x?alt=sse&k=KEY",
    "/x?k=guest&K=guest&%6b=guest&a=b, /x?a=b&k=KEY",
  })
  void aKeyInTheQueryIsThereAndNowhereElse(String asked, String sent) throws Exception {
    String key = "sk+test/0123456789";
    String encoded = "sk%2Btest%2F0123456789";
    upstream.close();
    upstream =
        new ScriptedUpstream(exchange -> {
          String head = exchange.readHead();
          seen.add(head);
          String target = head.split(" ", 3)[1];
          exchange.reply(302, "Location: http://h" + target + "\r\n", "see " + target);
        });
    String answer =
        ask(new KeyPlacement(AgentConfig.KeyPlacement.QUERY, "k", ""), new ApiKey(key, "X"), asked);

    String head = seen.take();
    assertEquals(
        "GET /base" + sent.replace("KEY", encoded) + " HTTP/1.1",
        head.lines().findFirst().orElse(""));
    assertFalse(head.contains("guest"), head);
    for (String where : List.of(answer, Doors.egress(socket).toString(), logged.toString())) {
      assertFalse(where.contains(key) || where.contains(encoded), where);
    }
    assertTrue(answer.contains("k=" + "*".repeat(encoded.length())), answer);
  }

  @Test
  void aSearchGetsItsKeyAndNoOtherPath() throws Exception {
    Map<String, Upstream> search =
        Map.of(
            ApiKeys.SEARCH, upstream(ApiKeys.SEARCH, KeyPlacement.QUERY_KEY, new ApiKey(KEY, "X")));
    String answer = send(search, "GET /search?cx=a&q=b%26key%3Dc&key=guest");
    assertEquals(
        "GET /base?cx=a&q=b%26key%3Dc&key=" + KEY + " HTTP/1.1",
        seen.take().lines().findFirst().orElse(""));
    assertTrue(answer.endsWith("wrong key: " + "*".repeat(KEY.length())), answer);
    for (String where : List.of(answer, Doors.egress(socket).toString(), logged.toString())) {
      assertFalse(where.contains(KEY), where);
    }
    for (String bad :
        List.of(
            "POST /search?q=a",
            "GET /search/x?q=a",
            "GET /searches",
            "GET /providers/google%20search/x",
            "GET /search?q=%zz")) {
      String refused = send(search, bad);
      assertTrue(refused.startsWith("HTTP/1.1 4"), bad + ": " + refused);
      assertFalse(refused.contains(ApiKeys.SEARCH), refused);
    }
    assertTrue(seen.isEmpty(), seen::toString);
  }

  @Test
  void aSearchWithoutAKeyOrWithoutAConfigurationIsTold() throws Exception {
    Upstream keyless =
        new Upstream(
            ApiKeys.SEARCH,
            URI.create("http://127.0.0.1:" + upstream.port() + "/base"),
            KeyPlacement.QUERY_KEY,
            null,
            "GOOGLE_SEARCH_API_KEY",
            Map.of(),
            Tariff.UNKNOWN,
            LONG,
            LONG,
            LONG);
    String missing = send(Map.of(ApiKeys.SEARCH, keyless), "GET /search?q=a");
    assertTrue(
        missing.contains(
            "No key for the search that tools.web.search in agent.conf names: set"
                + " GOOGLE_SEARCH_API_KEY and run ./runner restart"),
        missing);
    String none = send(Map.of(), "GET /search?q=a");
    assertTrue(none.contains("No search is configured here"), none);
    assertTrue(seen.isEmpty(), seen::toString);
  }

  @Test
  void anUpstreamThatIsGoneIsNamedWithoutTheKey() throws Exception {
    upstream.close();
    String answer =
        ask(new KeyPlacement(AgentConfig.KeyPlacement.QUERY, "k", ""), new ApiKey(KEY, "X"), "/x");
    assertTrue(answer.contains("upstream_unreachable"), answer);
    for (String where : List.of(answer, Doors.egress(socket).toString(), logged.toString())) {
      assertFalse(where.contains(KEY), where);
    }
  }

  private String ask(String type, @Nullable ApiKey key, String path) throws Exception {
    return ask(KeyPlacement.of(type), key, path);
  }

  private String ask(KeyPlacement placement, @Nullable ApiKey key, String path) throws Exception {
    return send(Map.of("p", upstream("p", placement, key)), "GET /providers/p" + path);
  }

  private Upstream upstream(String name, KeyPlacement placement, @Nullable ApiKey key) {
    return new Upstream(
        name,
        URI.create("http://127.0.0.1:" + upstream.port() + "/base"),
        placement,
        key,
        null,
        Map.of(),
        Tariff.UNKNOWN,
        LONG,
        LONG,
        LONG);
  }

  private String send(Map<String, Upstream> upstreams, String line) throws Exception {
    StringBuilder request = new StringBuilder(line + " HTTP/1.1\r\nHost: b\r\n");
    for (String name : CREDENTIALS) {
      request.append(name).append(": Bearer guest\r\n");
    }
    try (Broker.Door _ =
            broker.open(
                new UserId("alice"),
                Doors.files(socket),
                new Terms(upstreams, new BrokerLimits(2, 1000)));
        GuestClient guest = new GuestClient(socket)) {
      guest.send(request + "\r\n");
      return guest.readHead() + guest.readFixedBody();
    }
  }
}
