package dev.oxydra.runner.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import dev.oxydra.types.ProviderRoute;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RosterTest {
  @TempDir Path temporary;

  @Test
  void autoTakesTheFirstWithAKey() throws IOException {
    assertEquals(
        "openai/gpt-5-mini", answers(choose(Map.of("OPENAI_API_KEY", "k", "GEMINI_API_KEY", "k"))));
    Roster anthropic = choose(Map.of("ANTHROPIC_API_KEY", "k", "OPENAI_API_KEY", " "));
    assertEquals("anthropic/claude-sonnet-4-5", answers(anthropic));
    assertEquals(List.of(), anthropic.reasons());
    assertEquals(
        "gemini/gemini-2.5-flash",
        answers(choose(Map.of("GEMINI_API_KEY", "k", "OLLAMA_HOST", nobody()))));
  }

  @Test
  void autoTakesAnOllamaThatAnswers() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/api/tags",
        exchange -> {
          byte[] answer = "{\"models\":[{\"name\":\"qwen3:4b\"}]}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    try {
      String host = "127.0.0.1:" + server.getAddress().getPort();
      Roster roster = choose(Map.of("OLLAMA_HOST", host));
      assertEquals("ollama/qwen3:4b", answers(roster));
      assertEquals("http://" + host + "/v1", roster.registry().get("ollama").baseUrl());
      assertEquals("qwen3:4b", route(roster, "ollama").defaultModel().value());
      assertEquals(
          "ollama/other", answers(choose(Map.of("OLLAMA_HOST", host), "selection.model=other")));
      Roster agents =
          choose(
              Map.of("OLLAMA_HOST", host, "OPENAI_API_KEY", "k"),
              "agents.cheap.selection.provider=ollama");
      assertEquals("openai/gpt-5-mini", answers(agents));
      assertEquals("ollama/qwen3:4b", agents.agents().get(1).model().toString());
    } finally {
      server.stop(0);
    }
  }

  @Test
  void elseTheDemoAnswers() throws IOException {
    Roster roster = choose(Map.of("OLLAMA_HOST", nobody(), "API_KEY", "whose"));

    assertEquals("demo/demo", answers(roster));
    assertEquals("demo", route(roster, "demo").providerType());
    assertEquals("demo_provider", roster.reasons().getFirst().code());
  }

  @Test
  void anOllamaHostThatIsNoAddressIsNobody() {
    for (String host : List.of("file:///etc/passwd", "ftp://h", "http://u:p@h", "a b", "/", "[")) {
      assertEquals("demo/demo", answers(choose(Map.of("OLLAMA_HOST", host))), host);
    }
  }

  @Test
  void anExplicitProviderWithoutAKeySaysWhichToSet() {
    Roster roster = choose(Map.of(), "selection.provider=gemini");

    assertEquals("gemini/gemini-2.5-flash", answers(roster));
    assertEquals(
        "No key for provider gemini: set GEMINI_API_KEY and run ./runner restart.",
        roster.reasons().getFirst().detail());
    assertEquals(List.of(), choose(Map.of("API_KEY", "k"), "selection.provider=gemini").reasons());
  }

  @Test
  void keysAreFoundInOrder() {
    Map<String, String> all = Map.of("MINE", "named", "OPENAI_API_KEY", "own", "API_KEY", "any");
    assertEquals("written", key(all, "api_key=written", "api_key_env=MINE"));
    assertEquals("named", key(all, "api_key_env=MINE"));
    assertEquals("own", key(all, "api_key_env=NOT_SET"));
    assertEquals("any", key(Map.of("API_KEY", "any"), "api_key_env=NOT_SET"));
    assertEquals("ApiKey[from X]", new ApiKey("secret", "X").toString());
  }

  private String key(Map<String, String> environment, String... keys) {
    String[] overrides = new String[keys.length];
    for (int i = 0; i < keys.length; i++) {
      overrides[i] = "providers.registry.openai." + keys[i];
    }
    LoadedConfig config = load(environment, overrides);
    var registered = config.agent().providers().registry().get("openai");
    return config.keys(environment).find("openai", registered).value();
  }

  private static String answers(Roster roster) {
    return roster.model().toString();
  }

  private static ProviderRoute route(Roster roster, String name) {
    return roster.providers().stream()
        .filter(route -> route.id().value().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private Roster choose(Map<String, String> environment, String... overrides) {
    return Roster.of(load(environment, overrides), environment);
  }

  private LoadedConfig load(Map<String, String> environment, String... overrides) {
    return new ConfigLoader(temporary.resolve("etc"), temporary.resolve("home"))
        .load(
            temporary.resolve(".oxydra"),
            new dev.oxydra.types.UserId("alice"),
            environment,
            List.of(overrides));
  }

  /** An address where nothing listens. */
  private static String nobody() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "127.0.0.1:" + socket.getLocalPort();
    }
  }
}
