package dev.oxydra.runner.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.runner.config.ConfigLoader;
import dev.oxydra.runner.config.LoadedConfig;
import dev.oxydra.runner.config.Roster;
import dev.oxydra.types.Catalog;
import dev.oxydra.types.ProviderRoute;
import dev.oxydra.types.UserId;
import java.nio.file.Path;
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
