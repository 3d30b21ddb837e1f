package dev.oxydra.runner.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.UserId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
  private static final UserId ALICE = new UserId("alice");

  @TempDir Path temporary;
  private Path system;
  private Path home;
  private Path folder;

  @BeforeEach
  void makeFolders() {
    system = temporary.resolve("etc");
    home = temporary.resolve("home");
    folder = temporary.resolve("project/.oxydra");
  }

  @Test
  void hasDefaults() {
    LoadedConfig config = load();

    assertEquals("auto", config.agent().selection().provider());
    assertNull(config.agent().selection().model());
    assertEquals(40, config.agent().runtime().maxTurns());
    assertEquals(16 * 1024, config.agent().tools().outputLimit());
    assertEquals(dev.oxydra.types.AgentConfig.Web.defaults(), config.agent().tools().web());
    assertEquals(dev.oxydra.types.AgentConfig.Mcp.none(), config.agent().mcp());
    assertEquals(dev.oxydra.types.AgentConfig.Gateway.defaults(), config.agent().gateway());
    assertEquals(Duration.ofSeconds(10), registered(config, "openai").connectTimeout());
    assertEquals(folder.resolve("workspaces"), config.runner().workspaceRoot());
    assertEquals(Tier.PROCESS, config.tier());
    assertFalse(config.insecure());
    assertEquals(Duration.ofMillis(200), config.runner().guest().restartBackoff().min());
    assertEquals(
        List.of(),
        config.entries().stream().filter(entry -> !entry.origin().equals("default")).toList());
  }

  @Test
  void noFileReadsAnother() throws IOException {
    write(temporary.resolve("other.conf"), "runtime.max_turns = 7");
    for (String what :
        List.of(
            "\"../../other.conf\"",
            "file(\"" + temporary.resolve("other.conf") + "\")",
            "required(\"other.conf\")",
            "url(\"http://127.0.0.1:1/x\")",
            "classpath(\"reference.conf\")")) {
      write(folder.resolve("agent.conf"), "include " + what);
      ConfigException refused = assertThrows(ConfigException.class, this::load);
      String said = String.valueOf(refused.getMessage());
      assertTrue(said.contains("agent.conf: A configuration file can't include"), said);
    }
  }

  @Test
  void laterLayersWin() throws IOException {
    write(system.resolve("agent.conf"), "runtime { max_turns = 1, max_parallel_tools = 11 }");
    assertEquals(1, load().agent().runtime().maxTurns());
    write(home.resolve("agent.conf"), "runtime.max_turns = 2");
    assertEquals(2, load().agent().runtime().maxTurns());
    write(folder.resolve("providers.conf"), "runtime.max_turns = 3");
    assertEquals(3, load().agent().runtime().maxTurns());
    write(folder.resolve("agent.conf"), "runtime.max_turns = 4");
    assertEquals(4, load().agent().runtime().maxTurns());
    write(folder.resolve("users/alice.conf"), "agent.runtime.max_turns = 5\ninsecure = true");
    LoadedConfig user = load();
    assertEquals(5, user.agent().runtime().maxTurns());
    assertTrue(user.insecure());
    Map<String, String> environment = Map.of("OXYDRA__RUNTIME__MAX_TURNS", "6");
    assertEquals(6, load(environment).agent().runtime().maxTurns());
    assertEquals(7, load(environment, "runtime.max_turns=7").agent().runtime().maxTurns());
    assertEquals(11, load().agent().runtime().maxParallelTools());
  }

  @Test
  void environmentAndOptionsReachListsAndTheRunner() {
    LoadedConfig config =
        load(
            Map.of(
                "OXYDRA__GATEWAY__ALLOWED_HOSTS", "[a, b]", "OXYDRA__RUNNER__RELAY__PORT", "7001"),
            "runner.guest.max_heap=64MiB",
            "providers.registry.mine={provider_type=openai, base_url=\"http://h/v1\"}");

    assertEquals(List.of("a", "b"), config.agent().gateway().allowedHosts());
    assertEquals(7001, config.runner().relay().port());
    assertEquals(64 << 20, config.runner().guest().maxHeap());
  }

  @Test
  void aProviderNeedsTypeAndAddressOnly() throws IOException {
    write(
        folder.resolve("providers.conf"),
        "providers.registry.mine { provider_type = openai, base_url = \"http://127.0.0.1:8000/v1\" }");

    assertEquals(Duration.ofSeconds(60), registered(load(), "mine").idleTimeout());
  }

  @Test
  void reportsAllProblemsAtOnce() throws IOException {
    Path agent = folder.resolve("agent.conf");
    write(
        agent,
        """
        runtime {
          max_turns = many
          turn_timeout = 30
          max_paralel_tools = 3
        }
        selection.provider = opnai
        max_sessions = 5
        gateway.max_attachments = 101
        providers.registry.bad { provider_type = opena, base_url = "x" }
        providers.registry.lost { provider_type = openai, base_url = "/v1" }
        tools = 5
        """);
    Path runner = folder.resolve("runner.conf");
    write(runner, "tier = microvm\nrelay.address = 0.0.0.0");
    write(folder.resolve("users/alice.conf"), "tire = process");

    ConfigException e =
        assertThrows(
            ConfigException.class,
            () -> load(Map.of("OXYDRA__GATEWAY__MAX_FRAME", "huge"), "oops"));

    Map<String, ConfigProblem> byKey =
        e.problems().stream().collect(Collectors.toMap(ConfigProblem::key, it -> it));
    assertEquals(
        agent
            + ":2: runtime.max_turns: This must be a whole number, not \"many\". Correct the value",
        byKey.get("runtime.max_turns").toString());
    assertTrue(byKey.get("runtime.turn_timeout").message().contains("30s"));
    assertEquals(
        "Did you mean max_parallel_tools?", byKey.get("runtime.max_paralel_tools").remedy());
    assertEquals("Did you mean openai?", byKey.get("selection.provider").remedy());
    assertEquals(6, byKey.get("selection.provider").line());
    assertEquals("Did you mean gateway.max_sessions?", byKey.get("max_sessions").remedy());
    assertTrue(byKey.get("gateway.max_attachments").message().contains("0 to 100"));
    assertTrue(byKey.containsKey("providers.registry.bad.provider_type"));
    assertTrue(byKey.containsKey("providers.registry.lost.base_url"));
    assertEquals(11, byKey.get("tools").line());
    assertEquals(runner.toString(), byKey.get("tier").origin());
    assertTrue(byKey.containsKey("relay.address"));
    assertEquals("Did you mean tier?", byKey.get("tire").remedy());
    assertEquals(
        "environment variable OXYDRA__GATEWAY__MAX_FRAME", byKey.get("gateway.max_frame").origin());
    assertEquals("option oops", byKey.get("").origin());
    assertEquals(15, e.problems().size(), e.getMessage());
  }

  @Test
  void tellsWhereTheSyntaxIsWrong() throws IOException {
    write(folder.resolve("agent.conf"), "runtime {\n  max_turns = 3\n");
    write(folder.resolve("runner.conf"), "a = ${NOBODY_SETS_THIS}");

    ConfigException e = assertThrows(ConfigException.class, this::load);

    assertEquals(2, e.problems().size(), e.getMessage());
    assertEquals(folder.resolve("agent.conf").toString(), e.problems().get(0).origin());
    assertTrue(e.problems().get(0).line() >= 2);
    assertTrue(e.problems().get(1).toString().contains("NOBODY_SETS_THIS"), e.getMessage());
  }

  @Test
  void refusesAFileThatIsAFolder() throws IOException {
    Files.createDirectories(folder.resolve("agent.conf"));

    ConfigException e = assertThrows(ConfigException.class, this::load);

    assertTrue(e.getMessage().contains("can't be read"));
  }

  @Test
  void looksUpVariables() throws IOException {
    write(folder.resolve("agent.conf"), "selection.model = ${MY_MODEL}");

    assertEquals("m1", load(Map.of("MY_MODEL", "m1")).agent().selection().model());
  }

  @Test
  void showsOriginsAndMasksSecrets() throws IOException {
    Path agent = folder.resolve("agent.conf");
    write(
        agent,
        "runtime.max_turns = 9\nproviders.registry.openai {\n api_key = sk-very-secret\n extra_headers { X-Key = hidden }\n}");
    Files.setPosixFilePermissions(agent, PosixFilePermissions.fromString("rw-------"));

    LoadedConfig config = load(Map.of("OXYDRA__TOOLS__OUTPUT_LIMIT", "32KiB"));

    assertEquals(
        new ConfigEntry("agent", "runtime.max_turns", "9", agent + ":1"),
        entry(config, "runtime.max_turns"));
    assertEquals("32KiB", entry(config, "tools.output_limit").value());
    assertEquals(
        "environment variable OXYDRA__TOOLS__OUTPUT_LIMIT",
        entry(config, "tools.output_limit").origin());
    assertEquals("********", entry(config, "providers.registry.openai.api_key").value());
    assertEquals("********", entry(config, "providers.registry.openai.extra_headers").value());
    assertEquals("(not set)", entry(config, "selection.model").value());
    assertFalse(config.toString().contains("very-secret"));
    assertEquals(List.of(), config.warnings());
  }

  private LoadedConfig load() {
    return load(Map.of());
  }

  private LoadedConfig load(Map<String, String> environment, String... overrides) {
    return new ConfigLoader(system, home).load(folder, ALICE, environment, List.of(overrides));
  }

  private static dev.oxydra.types.AgentConfig.Registered registered(
      LoadedConfig config, String name) {
    return config.agent().providers().registry().get(name);
  }

  private static ConfigEntry entry(LoadedConfig config, String key) {
    return config.entries().stream().filter(it -> it.key().equals(key)).findFirst().orElseThrow();
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
