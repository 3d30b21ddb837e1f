package dev.oxydra.runner.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpServer;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.Modality;
import dev.oxydra.types.ModelId;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.ProviderRoute;
import dev.oxydra.types.ReasoningEffort;
import dev.oxydra.types.StartupStatus;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RosterTest {
  @TempDir Path temporary;

  @Test
  void autoTakesTheFirstWithAKey() throws IOException {
    assertEquals(
        "openai/gpt-6-luna", answers(choose(Map.of("OPENAI_API_KEY", "k", "GEMINI_API_KEY", "k"))));
    Roster anthropic = choose(Map.of("ANTHROPIC_API_KEY", "k", "OPENAI_API_KEY", " "));
    assertEquals("anthropic/claude-sonnet-5-5", answers(anthropic));
    assertEquals(List.of(), anthropic.reasons());
    assertEquals(
        "gemini/gemini-3.8-flash",
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
      // Ollama is given 300 ms, in which this one would otherwise have to load its classes.
      URI.create("http://" + host + "/api/tags").toURL().openStream().close();
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
      assertEquals("openai/gpt-6-luna", answers(agents));
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

    assertEquals("gemini/gemini-3.8-flash", answers(roster));
    assertEquals(
        "No key for provider gemini: set GEMINI_API_KEY and run ./runner restart.",
        roster.reasons().getFirst().detail());
    assertEquals(List.of(), choose(Map.of("API_KEY", "k"), "selection.provider=gemini").reasons());
  }

  @Test
  void keysAreFoundInOrder() {
    Map<String, String> all = Map.of("MINE", "named", "OPENAI_API_KEY", "own", "API_KEY", "any");
    assertEquals("written", key(all, "api_key=written"));
    assertEquals("named", key(all, "api_key_env=MINE"));
    assertEquals("own", key(all, "api_key_env=NOT_SET"));
    assertEquals("any", key(Map.of("API_KEY", "any"), "api_key_env=NOT_SET"));
    assertEquals("ApiKey[from X]", new ApiKey("secret", "X").toString());
  }

  @Test
  void anyKeyGoesOnlyToThoseThatSayThatTheyNeedOne() {
    Map<String, String> any = Map.of("API_KEY", "any", "LAB_API_KEY", "lab");
    LoadedConfig config =
        load(
            any,
            "providers.registry.lab={provider_type=openai, base_url=\"http://127.0.0.1:1/v1\"}",
            "providers.registry.bare={provider_type=openai, base_url=\"http://127.0.0.1:1/v1\"}");
    Map<String, String> sources = new TreeMap<>();
    for (ProviderRoute route : Roster.of(config, any).providers()) {
      sources.put(route.id().value(), "" + route.keySource());
    }
    assertEquals(
        Map.of(
            "anthropic", "API_KEY",
            "bare", "null",
            "demo", "null",
            "gemini", "API_KEY",
            "lab", "LAB_API_KEY",
            "ollama", "null",
            "openai", "API_KEY",
            "openai_responses", "API_KEY",
            "openrouter", "API_KEY"),
        sources);
  }

  @Test
  void theUserIsToldWhereAKeyComesFrom() throws IOException {
    Path file = Files.createDirectories(temporary.resolve(".oxydra")).resolve("agent.conf");
    Files.writeString(
        file,
        """
        providers.registry {
          openai.api_key = secret1
          "a.b" { provider_type = openai, base_url = "https://h/v1", api_key = secret2 }
          gemini.api_key = ${MINE}
          anthropic.api_key_env = MINE
        }
        """);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Map<String, String> environment =
        Map.of("MINE", "secret3", "OXYDRA__PROVIDERS__REGISTRY__OPENROUTER__API_KEY", "secret4");
    LoadedConfig config = load(environment, "selection.provider=demo");
    Map<String, String> sources = new TreeMap<>();
    for (var entry : config.agent().providers().registry().entrySet()) {
      ApiKey key = config.keys(environment).find(entry.getKey(), entry.getValue());
      sources.put(entry.getKey(), key == null ? "" : key.source());
    }
    assertEquals("providers.registry.openai.api_key in " + file + " line 2", sources.get("openai"));
    assertEquals("providers.registry.\"a.b\".api_key in " + file + " line 3", sources.get("a.b"));
    assertEquals(
        "providers.registry.gemini.api_key, from: environment variable MINE",
        sources.get("gemini"));
    assertEquals("MINE", sources.get("anthropic"));
    assertEquals(
        "providers.registry.openrouter.api_key, from: environment variable"
            + " OXYDRA__PROVIDERS__REGISTRY__OPENROUTER__API_KEY",
        sources.get("openrouter"));
  }

  @Test
  void aRouteSaysWhatTheConfigurationKnowsBetter() {
    Roster roster =
        choose(
            Map.of("LAB_API_KEY", "k"),
            "selection.provider=lab",
            "providers.registry.lab={provider_type=gemini, base_url=\"https://h/v1\","
                + " default_model=m, catalog_provider=google, attachment=false, reasoning=true,"
                + " input_modalities=[text, pdf], max_input_tokens=1, max_output_tokens=2,"
                + " max_context_tokens=3, first_token_timeout=4s, idle_timeout=5s}");

    assertEquals(
        new ProviderRoute(
            new ProviderId("lab"),
            "gemini",
            "http://broker/providers/lab",
            "LAB_API_KEY",
            new ModelId("m"),
            new ProviderRoute.Corrections(
                "google", false, Set.of(Modality.TEXT, Modality.PDF), true, 1L, 2L, 3L),
            new ProviderRoute.Timeouts(Duration.ofSeconds(4), Duration.ofSeconds(5))),
        route(roster, "lab"));
    assertEquals(
        ProviderRoute.Corrections.of("openrouter"), route(roster, "openrouter").corrections());
    assertNull(route(roster, "openrouter").defaultModel());
    assertEquals("google", route(roster, "gemini").corrections().catalogProvider());
  }

  @Test
  void agentsHaveWhatTheyAskForAndElseWhatAllHave() {
    Roster roster =
        choose(
            Map.of("API_KEY", "k"),
            "selection={provider=openai, model=gpt-5, reasoning=low}",
            "agents.plain.system_prompt=Hello",
            "agents.same.selection={provider=openai, reasoning=high}",
            "agents.model.selection.model=gpt-5-nano",
            "agents.other.selection.provider=anthropic",
            "agents.exact.selection={provider=openrouter, model=\"a/b\", reasoning=off}");

    assertEquals(
        List.of(
            agent("default", "openai/gpt-5", ReasoningEffort.LOW, null),
            agent("exact", "openrouter/a/b", ReasoningEffort.OFF, null),
            agent("model", "openai/gpt-5-nano", ReasoningEffort.LOW, null),
            agent("other", "anthropic/claude-sonnet-5-5", ReasoningEffort.LOW, null),
            agent("plain", "openai/gpt-5", ReasoningEffort.LOW, "Hello"),
            agent("same", "openai/gpt-5", ReasoningEffort.HIGH, null)),
        roster.agents());
  }

  @Test
  void anAgentHasWhatOthersKnowOfItAndItsLimits() throws IOException {
    Path prompt = temporary.resolve("prompt.md");
    Files.writeString(prompt, "Review well.\n");
    Roster roster =
        choose(
            Map.of("API_KEY", "k"),
            "selection={provider=openai, model=gpt-5, reasoning=low}",
            "agents.a={description=Reviews, tools=[\"file_*\"], max_turns=3, max_cost=0.5, max_time=2m}",
            "agents.b.system_prompt_file=" + prompt);
    Bootstrap.Agent reviewer = roster.agents().get(1);
    assertEquals("Reviews", reviewer.description());
    assertEquals(List.of("file_*"), reviewer.tools());
    assertEquals(3, reviewer.maxTurns());
    assertEquals(
        new AgentConfig.Spend(null, Duration.ofMinutes(2), null, new BigDecimal("0.5")),
        reviewer.budget());
    assertEquals("Review well.", roster.agents().get(2).systemPrompt());
  }

  @Test
  void anAgentNamedDefaultChangesTheDefaultOne() {
    Map<String, String> key = Map.of("API_KEY", "k");
    String[] selection = {"selection={provider=openai, model=gpt-5}", "agents.a.system_prompt=A"};
    Roster prompt = choose(key, selection[0], selection[1], "agents.default.system_prompt=D");
    assertEquals(
        List.of(
            agent("default", "openai/gpt-5", ReasoningEffort.AUTO, "D"),
            agent("a", "openai/gpt-5", ReasoningEffort.AUTO, "A")),
        prompt.agents());
    Roster provider =
        choose(key, selection[0], selection[1], "agents.default.selection.provider=anthropic");
    assertEquals(
        List.of(
            agent("default", "anthropic/claude-sonnet-5-5", ReasoningEffort.AUTO, null),
            agent("a", "anthropic/claude-sonnet-5-5", ReasoningEffort.AUTO, "A")),
        provider.agents());
    Roster model = choose(key, selection[0], "agents.default.selection={model=m, reasoning=high}");
    assertEquals(List.of(agent("default", "openai/m", ReasoningEffort.HIGH, null)), model.agents());
  }

  @Test
  void fallbacksAreThoseThatDoNotAnswerAnyway() {
    Roster roster =
        choose(
            Map.of("OPENAI_API_KEY", "k", "ANTHROPIC_API_KEY", "k"),
            "selection.fallbacks=[\"openai/gpt-6-luna\", \"anthropic/x\", \"openrouter/a/b\"]");
    assertEquals("openai/gpt-6-luna", answers(roster));
    assertEquals(
        List.of(ModelRef.parse("anthropic/x"), ModelRef.parse("openrouter/a/b")),
        roster.fallbacks());
  }

  @Test
  void everyKeyThatWillBeMissedIsNamedOnce() {
    Roster roster =
        choose(
            Map.of("OLLAMA_HOST", "127.0.0.1:1"),
            "selection={provider=openai, fallbacks=[\"gemini/x\", \"openrouter/y\", \"ollama/z\"]}",
            "agents.a.selection.provider=anthropic",
            "agents.b.selection.provider=anthropic",
            "agents.c.selection={provider=openrouter, model=m}");
    assertEquals(
        List.of(
            "No key for provider openai: set OPENAI_API_KEY and run ./runner restart.",
            "No key for provider anthropic, which agent a asks: set ANTHROPIC_API_KEY and run ./runner restart.",
            "No key for provider openrouter, which agent c asks: set OPENROUTER_API_KEY and run ./runner restart.",
            "No key for provider gemini, a fallback: set GEMINI_API_KEY and run ./runner restart."),
        roster.reasons().stream().map(StartupStatus.Reason::detail).toList());
  }

  @Test
  void whatAutoTakesNeedsAModelToo() {
    ConfigException refused =
        assertThrows(
            ConfigException.class,
            () ->
                choose(
                    Map.of("OPENAI_API_KEY", "k"),
                    "providers.registry.openai={default_model=null}"));
    assertEquals(
        "default: selection.model: No model is named, and provider openai has no default_model."
            + " Set it, or default_model in providers.registry.openai",
        refused.getMessage());
  }

  private static Bootstrap.Agent agent(
      String name, String model, ReasoningEffort reasoning, @Nullable String prompt) {
    return new Bootstrap.Agent(name, ModelRef.parse(model), reasoning, prompt);
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
