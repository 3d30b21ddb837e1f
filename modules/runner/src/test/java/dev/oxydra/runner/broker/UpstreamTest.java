package dev.oxydra.runner.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.runner.config.ApiKeys;
import dev.oxydra.runner.config.ConfigLoader;
import dev.oxydra.runner.config.LoadedConfig;
import dev.oxydra.runner.config.Roster;
import dev.oxydra.types.Catalog;
import dev.oxydra.types.ChannelsConfig;
import dev.oxydra.types.ProviderRoute;
import dev.oxydra.types.UserId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpstreamTest {
  @TempDir Path temporary;

  @Test
  void theGuestGivesUpBeforeTheBroker() {
    Map<String, Upstream> upstreams = upstreams();
    for (ProviderRoute route : roster().providers()) {
      if (!route.providerType().equals("demo")) {
        Upstream upstream = upstreams.get(route.id().value());
        ProviderRoute.Timeouts timeouts = route.timeouts();
        assertTrue(upstream.firstTimeout().compareTo(timeouts.firstToken()) > 0);
        assertTrue(upstream.idleTimeout().compareTo(timeouts.idle()) > 0);
      }
    }
  }

  @Test
  void eachProviderGetsItsKeyAsItWantsIt() {
    Map<String, Upstream> upstreams = upstreams();
    assertEquals(KeyPlacement.BEARER, upstreams.get("openai").keyPlacement());
    assertEquals(KeyPlacement.BEARER, upstreams.get("openai_responses").keyPlacement());
    assertEquals(KeyPlacement.BEARER, upstreams.get("openrouter").keyPlacement());
    assertEquals(KeyPlacement.X_API_KEY, upstreams.get("anthropic").keyPlacement());
    assertEquals(KeyPlacement.X_GOOG_API_KEY, upstreams.get("gemini").keyPlacement());
  }

  @Test
  void aBotIsReachedWhereItIsEnabled() {
    ApiKeys keys = load().keys(Map.of("MY_BOT", "7:abcdefgh"));
    assertEquals(Map.of(), Upstream.telegram(load().agent().channels().telegram(), keys));
    Upstream bot =
        Upstream.telegram(
                new ChannelsConfig.Telegram(
                    true, "MY_BOT", "http://127.0.0.1:8081/", 50, 4096, List.of()),
                keys)
            .get(ApiKeys.TELEGRAM);
    assertEquals("http://127.0.0.1:8081", bot.baseUrl().toString());
    assertEquals("MY_BOT", bot.keySource());
    assertEquals(KeyPlacement.PATH, bot.keyPlacement());
    assertTrue(bot.firstTimeout().compareTo(Duration.ofSeconds(50)) > 0);
  }

  private Roster roster() {
    return Roster.of(load(), Map.of("OPENAI_API_KEY", "k"));
  }

  private Map<String, Upstream> upstreams() {
    return Upstream.all(roster().registry(), load().keys(Map.of()), Catalog.EMPTY);
  }

  private LoadedConfig load() {
    return new ConfigLoader(temporary.resolve("etc"), temporary.resolve("home"))
        .load(temporary.resolve(".oxydra"), new UserId("alice"), Map.of(), List.of());
  }
}
