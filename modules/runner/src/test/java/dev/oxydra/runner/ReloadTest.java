package dev.oxydra.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.runner.broker.Upstream;
import dev.oxydra.runner.config.ApiKeys;
import dev.oxydra.runner.config.ConfigLoader;
import dev.oxydra.runner.config.LoadedConfig;
import dev.oxydra.types.Catalog;
import dev.oxydra.types.UserId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadTest {
  private static final String BASE = "agent.conf providers.registry.openai.base_url";

  @TempDir private Path folder;

  private Settings settings(Map<String, String> environment, String... overrides) {
    LoadedConfig config =
        new ConfigLoader(folder.resolve("etc"), folder.resolve("home"))
            .load(folder, new UserId("alice"), environment, List.of(overrides));
    return Settings.of(
        config,
        Upstream.all(
            config.agent().providers().registry(),
            config.keys(environment),
            new Catalog(Map.of())));
  }

  private static boolean isLive(String key) {
    return key.startsWith("agent.conf providers.registry.");
  }

  @Test
  void whatIsTheSameIsNoChange() {
    Settings same = settings(Map.of("OPENAI_API_KEY", "sk-1"));
    Reload reload = Reload.of(same, settings(Map.of("OPENAI_API_KEY", "sk-1")), ReloadTest::isLive);
    assertTrue(reload.now().isEmpty() && reload.later().isEmpty(), reload::toString);
    assertTrue(reload.told("It").contains("nothing has changed"), reload.told("It"));
  }

  @Test
  void anotherKeyIsToldWithoutBeingShown() {
    Reload reload =
        Reload.of(
            settings(Map.of("OPENAI_API_KEY", "sk-1")),
            settings(Map.of("OPENAI_API_KEY", "sk-2")),
            ReloadTest::isLive);
    assertEquals(
        List.of(
            "agent.conf providers.registry.openai.api_key: changed",
            "agent.conf providers.registry.openai_responses.api_key: changed"),
        reload.now());
    assertFalse((reload + reload.told("It")).contains("sk-"), reload::toString);
  }

  @Test
  void aBotsTokenIsToldUnderItsName() {
    assertEquals(
        "agent.conf channels.telegram.bot_token", Settings.key(ApiKeys.TELEGRAM, "api_key"));
  }

  @Test
  void keysAreSortedByWhenTheyTakeEffect() {
    Settings had = settings(Map.of());
    Settings next =
        settings(
            Map.of(),
            "runtime.max_turns=77",
            "providers.registry.openai.base_url=https://example.org/v1",
            "runner.relay.port=4711");
    Reload reload = Reload.of(had, next, ReloadTest::isLive);
    assertEquals(1, reload.now().size(), reload::toString);
    assertTrue(
        reload.now().getFirst().startsWith(BASE + ": https://api.openai.com"), reload::toString);
    assertTrue(reload.now().getFirst().endsWith(" → https://example.org/v1"), reload::toString);
    assertEquals(2, reload.later().size(), reload::toString);
    assertTrue(reload.later().getFirst().contains("runtime.max_turns: "), reload::toString);
    assertEquals("runner.conf relay.port: 0 → 4711", reload.later().getLast());

    Reload again = Reload.of(reload.inForce(), next, ReloadTest::isLive);
    assertEquals(List.of(), again.now(), "is in force already");
    assertEquals(reload.later(), again.later(), "is not in force yet");
  }

  @Test
  void aProviderThatTheGuestHasNotBeenToldOfComesWithItsNextStart() {
    Reload reload =
        Reload.of(
            settings(Map.of()),
            settings(
                Map.of(),
                "providers.registry.lab.provider_type=openai",
                "providers.registry.lab.base_url=https://lab.example.org/v1"),
            ReloadTest::isLive);
    assertEquals(List.of(), reload.now());
    assertTrue(
        reload.later().stream().anyMatch(line -> line.contains("lab.base_url: (not there) → ")),
        reload::toString);
  }
}
