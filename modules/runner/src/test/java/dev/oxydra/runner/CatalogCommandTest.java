package dev.oxydra.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.oxydra.types.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code runner catalog}, as people call it. */
@Timeout(60)
class CatalogCommandTest {
  private static final String FETCHED =
      "{\"openai\":{\"models\":{\"gpt-7\":{\"cost\":{\"input\":3,\"output\":4}}}},"
          + "\"lab\":{\"models\":{\"lab-1\":{}}}}";

  @TempDir private Path folder;
  private Path cache;
  private Path override;
  private CapturedHost runner;

  @BeforeEach
  void host() throws IOException {
    cache = folder.resolve("cache/oxydra/models.json");
    override = Files.createDirectories(folder.resolve(".oxydra")).resolve("catalog.json");
    runner =
        new CapturedHost(
            folder,
            folder.resolve("dist"),
            Map.of("XDG_CACHE_HOME", folder.resolve("cache").toString()));
  }

  @Test
  void showPrintsATableOfWhatMatches() {
    assertEquals(ExitCodes.OK, runner.run("catalog", "show", "haiku-5-5"), runner::err);
    assertTrue(runner.out().startsWith("MODEL "), runner::out);
    assertTrue(runner.out().contains("anthropic/claude-haiku-5-5  1M "), runner::out);
    assertFalse(runner.out().contains("sonnet"), runner::out);
    assertEquals(ExitCodes.OK, runner.run("catalog", "show", "--provider", "openai"), runner::err);
    assertTrue(runner.out().contains("deprecated"), runner::out);
    assertFalse(runner.out().contains("anthropic/"), runner::out);
  }

  @Test
  void showAsJsonIsWhatAnOverrideMayBe() throws IOException {
    assertEquals(ExitCodes.OK, runner.run("catalog", "show", "gpt-4o", "--json"), runner::err);
    String json = runner.out();
    assertEquals(
        "gpt-4o", Json.mapper().readTree(json).at("/openai/models/gpt-4o/id").asText(), json);
    Files.writeString(override, json.replace("GPT-4o mini", "My mini"));
    assertEquals(ExitCodes.OK, runner.run("catalog", "show", "my mini"), runner::err);
    assertTrue(runner.out().contains("openai/gpt-4o-mini"), runner::out);
  }

  @Test
  void whatIsNotThereIsSaid() {
    assertEquals(ExitCodes.FAILED, runner.run("catalog", "show", "no-such-model"));
    assertTrue(runner.err().contains("no-such-model"), runner::err);
    assertEquals(ExitCodes.FAILED, runner.run("catalog", "show", "--provider", "gemini"));
    assertTrue(runner.err().contains("google"), runner::err);
  }

  @Test
  void fetchKeepsWhatItGetsAndSaysWhatChanged() throws IOException {
    Files.writeString(override.resolveSibling("agent.conf"), "catalog.url = \"http://[::1]:1/x\"");
    assertEquals(ExitCodes.FAILED, runner.run("catalog", "fetch"));
    assertTrue(runner.err().contains("http://[::1]:1/x"), runner::err);
    assertFalse(Files.exists(cache));

    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = FETCHED.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/api.json";
      assertEquals(ExitCodes.OK, runner.run("catalog", "fetch", "--url", url), runner::err);
    } finally {
      server.stop(0);
    }
    assertTrue(
        runner.out().contains("2 models of 2 providers: 2 models added, 0 removed"), runner::out);
    assertTrue(runner.out().contains(cache.toString()), runner::out);
    assertEquals(ExitCodes.OK, runner.run("catalog", "show", "gpt-7"), runner::err);
  }

  @Test
  void verifySaysWhatIsInEachLayer() throws IOException {
    assertEquals(ExitCodes.OK, runner.run("catalog", "verify"), runner::err);
    assertTrue(runner.out().contains("built in: "), runner::out);
    assertTrue(runner.out().contains(override + ": not there"), runner::out);

    Files.createDirectories(cache.getParent());
    Files.writeString(cache, "{");
    assertEquals(ExitCodes.FAILED, runner.run("catalog", "verify"));
    assertTrue(runner.err().startsWith(cache + ":1: This is not JSON"), runner::err);

    Files.writeString(override, "{\"openai\":{\"models\":{\"m\":{\"cost\":{\"input\":-1}}}}}");
    assertEquals(ExitCodes.WRONG_INPUT, runner.run("catalog", "verify"));
    assertTrue(runner.err().contains(override + ":1: openai/m: cost.input"), runner::err);
    assertEquals(ExitCodes.WRONG_INPUT, runner.run("catalog", "show"));
    assertTrue(runner.err().contains("openai/m: cost.input"), runner::err);
  }
}
