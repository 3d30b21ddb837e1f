package dev.oxydra.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.runner.config.ConfigLoader;
import dev.oxydra.runner.config.LoadedConfig;
import dev.oxydra.types.UserId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PassedVariablesTest {
  private static final Map<String, String> ENVIRONMENT = Map.of("OPENAI_API_KEY", "sk-secret");

  @TempDir private Path folder;

  private LoadedConfig config(String... more) {
    return new ConfigLoader(folder.resolve("etc"), folder.resolve("home"))
        .load(
            folder,
            new UserId("alice"),
            Map.of(),
            Stream.concat(
                    Stream.of(more),
                    Stream.of(
                        "runner.environment.allow=[TOKEN, \"MY_*\", OPENAI_API_KEY, API_KEY, ANY]",
                        "runner.relay.tls.password_env=MY_PASSWORD"))
                .toList());
  }

  private String refusal(String name, String value) {
    RunnerException refused =
        assertThrows(
            RunnerException.class,
            () -> PassedVariables.of(Map.of(name, value), config(), ENVIRONMENT));
    assertEquals(RunnerException.Kind.CONFIGURATION, refused.kind());
    return String.valueOf(refused.getMessage());
  }

  @Test
  void thoseForTheShellLoseTheirBeginning() {
    PassedVariables passed =
        PassedVariables.of(
            Map.of("TOKEN", "1", "MY_A", "2", "SHELL_TOKEN", "3", "SHELL_MY_B", "4"),
            config(),
            ENVIRONMENT);
    assertEquals(Map.of("TOKEN", "1", "MY_A", "2"), passed.guest());
    assertEquals(Map.of("TOKEN", "3", "MY_B", "4"), passed.shell());
    assertFalse(passed.toString().contains("1"), passed::toString);
  }

  @Test
  void variablesOfTheRunnersThatCommandsGetNeedNotBeListed() {
    LoadedConfig config = config("tools.shell.env_keys=[PROXY_NAME, ABSENT, MY_A]");
    Map<String, String> environment = Map.of("PROXY_NAME", "p", "MY_A", "q", "OTHER", "r");
    PassedVariables passed = PassedVariables.of(Map.of("SHELL_TOKEN", "3"), config, environment);
    assertEquals(Map.of("TOKEN", "3", "PROXY_NAME", "p", "MY_A", "q"), passed.shell());
    assertEquals(Map.of(), passed.guest());
    RunnerException key =
        assertThrows(
            RunnerException.class,
            () ->
                PassedVariables.of(
                    Map.of(), config("tools.shell.env_keys=[OPENAI_API_KEY]"), ENVIRONMENT));
    assertTrue(String.valueOf(key.getMessage()).contains("OPENAI_API_KEY"), key::getMessage);
    RunnerException guest =
        assertThrows(
            RunnerException.class,
            () -> PassedVariables.of(Map.of("PROXY_NAME", "x"), config, environment));
    assertTrue(String.valueOf(guest.getMessage()).contains("environment.allow"), guest::getMessage);
  }

  @Test
  void whatIsNotListedIsRefused() {
    for (String name : List.of("OTHER", "SHELL_OTHER", "TOKENS", "my_a", "SHELL_SHELL_TOKEN")) {
      assertTrue(refusal(name, "x").contains("environment.allow"), name);
    }
  }

  @Test
  void allOfThemAreSaid() {
    RunnerException refused =
        assertThrows(
            RunnerException.class,
            () -> PassedVariables.of(Map.of("B", "", "A", "", "TOKEN", ""), config(), Map.of()));
    String said = String.valueOf(refused.getMessage());
    assertTrue(said.contains("\nA: ") && said.contains("\nB: "), said);
    assertFalse(said.contains("TOKEN: "), said);
  }

  @Test
  void noKeyReachesAGuestUnderAnyName() {
    for (String name :
        List.of("OPENAI_API_KEY", "SHELL_OPENAI_API_KEY", "API_KEY", "MY_PASSWORD")) {
      assertTrue(refusal(name, "x").contains("no agent may have"), name);
    }
    String said = refusal("ANY", "Bearer sk-secret");
    assertTrue(said.contains("no agent may have"), said);
    assertFalse(said.contains("sk-secret"), said);
  }

  @Test
  void aBotsTokenIsAKeyToo() {
    LoadedConfig config =
        config("channels.telegram={enabled = true, senders = [{platform_ids = [7]}]}");
    Map<String, String> environment = Map.of("TELEGRAM_BOT_TOKEN", "7:abcdefgh");
    for (Map<String, String> given :
        List.of(Map.of("TELEGRAM_BOT_TOKEN", "x"), Map.of("ANY", "is 7:abcdefgh"))) {
      RunnerException refused =
          assertThrows(RunnerException.class, () -> PassedVariables.of(given, config, environment));
      assertTrue(String.valueOf(refused.getMessage()).contains("no agent may have"));
    }
  }

  @Test
  void whatCanBeNoVariableIsRefused() {
    for (String name : List.of("SHELL_", "MY_A-B", "MY_ ", "1")) {
      assertTrue(refusal(name, "x").contains("can't be the name"), name);
    }
    assertTrue(refusal("TOKEN", "a\0b").contains("NUL"));
  }

  private LoadedConfig withServer(String keys) {
    return new ConfigLoader(folder.resolve("etc"), folder.resolve("home"))
        .load(
            folder,
            new UserId("alice"),
            Map.of(),
            List.of("mcp.servers.s={transport = stdio, command = x, env_keys = " + keys + "}"));
  }

  /** They need no permission: the configuration itself names them. */
  @Test
  void serversGetWhatTheyNameAndNoKey() {
    assertEquals(
        Map.of("TOKEN", "1"),
        ServerVariables.of(withServer("[TOKEN, UNSET]"), Map.of("TOKEN", "1", "OTHER", "2")));
    for (Map<String, String> environment :
        List.of(
            Map.of("OPENAI_API_KEY", "sk-secret"),
            Map.of("OPENAI_API_KEY", "sk-secret", "TOKEN", "Bearer sk-secret"))) {
      RunnerException refused =
          assertThrows(
              RunnerException.class,
              () -> ServerVariables.of(withServer("[TOKEN, OPENAI_API_KEY]"), environment));
      String said = String.valueOf(refused.getMessage());
      assertTrue(said.contains("mcp.servers.s.env_keys: OPENAI_API_KEY: It holds a key"), said);
      assertEquals(environment.containsKey("TOKEN"), said.contains("env_keys: TOKEN: "), said);
      assertFalse(said.contains("sk-secret"), said);
    }
  }

  @Test
  void theShellHasThemButCommandsDoNot() {
    Map<String, String> all =
        GuestLauncher.shellVariables("/tmp", Map.of("MINE", "1"), Map.of("TOKEN", "2"));
    assertEquals("2", all.get("TOKEN"));
    assertEquals("1", all.get("MINE"));
    assertEquals("MINE", all.get("OXYDRA_SHELL_VARIABLES"));
    assertFalse(
        GuestLauncher.shellVariables("/tmp", Map.of(), Map.of("TOKEN", "2"))
            .containsKey("OXYDRA_SHELL_VARIABLES"));
  }
}
