package dev.oxydra.runner.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
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

class ProviderChoiceTest {
  @TempDir Path temporary;

  @Test
  void autoTakesTheFirstWithAKey() throws IOException {
    String nobody = nobody();
    assertEquals(
        "openai", choose(Map.of("OPENAI_API_KEY", "k", "GEMINI_API_KEY", "k")).id().value());
    ProviderChoice anthropic = choose(Map.of("ANTHROPIC_API_KEY", "k", "OPENAI_API_KEY", " "));
    assertEquals("anthropic", anthropic.id().value());
    assertEquals(List.of(), anthropic.reasons());
    assertEquals("http://broker/providers/anthropic", anthropic.route().baseUrl());
    assertEquals(
        "gemini", choose(Map.of("GEMINI_API_KEY", "k", "OLLAMA_HOST", nobody)).id().value());
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
      ProviderChoice choice = choose(Map.of("OLLAMA_HOST", host));
      assertEquals("ollama", choice.id().value());
      assertEquals("qwen3:4b", choice.model().value());
      assertEquals("http://" + host + "/v1", choice.registered().baseUrl());
      assertEquals(
          "other", choose(Map.of("OLLAMA_HOST", host), "selection.model=other").model().value());
    } finally {
      server.stop(0);
    }
  }

  @Test
  void elseTheDemoAnswers() throws IOException {
    ProviderChoice choice = choose(Map.of("OLLAMA_HOST", nobody(), "API_KEY", "whose"));

    assertEquals("demo", choice.id().value());
    assertEquals("demo", choice.registered().providerType());
    assertEquals("demo_provider", choice.reasons().getFirst().code());
  }

  @Test
  void anExplicitProviderWithoutAKeySaysWhichToSet() {
    ProviderChoice choice = choose(Map.of(), "selection.provider=gemini");

    assertEquals("gemini", choice.id().value());
    assertTrue(choice.reasons().getFirst().detail().contains("GEMINI_API_KEY"));
    assertEquals(List.of(), choose(Map.of("API_KEY", "k"), "selection.provider=gemini").reasons());
  }

  @Test
  void keysAreFoundInOrder() {
    Map<String, String> all = Map.of("MINE", "named", "OPENAI_API_KEY", "own", "API_KEY", "any");
    assertEquals("written", key(all, "api_key=written", "api_key_env=MINE"));
    assertEquals("named", key(all, "api_key_env=MINE"));
    assertEquals("own", key(all, "api_key_env=NOT_SET"));
    assertEquals("any", key(Map.of("API_KEY", "any"), "api_key_env=NOT_SET"));
    assertEquals("ApiKey[…]", new ApiKey("secret").toString());
  }

  private String key(Map<String, String> environment, String... keys) {
    String[] overrides = new String[keys.length];
    for (int i = 0; i < keys.length; i++) {
      overrides[i] = "providers.registry.openai." + keys[i];
    }
    var registered = load(environment, overrides).agent().providers().registry().get("openai");
    return ApiKeys.find("openai", registered, environment).value();
  }

  private ProviderChoice choose(Map<String, String> environment, String... overrides) {
    return ProviderChoice.of(load(environment, overrides).agent(), environment);
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
