package dev.oxydra.runner.broker;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.runner.config.ProviderChoice;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.ModelId;
import dev.oxydra.types.ProviderId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UpstreamTest {
  @Test
  void theGuestGivesUpBeforeTheBroker() {
    AgentConfig.Registered registered =
        new AgentConfig.Registered(
            "openai",
            "http://127.0.0.1:1/v1/",
            null,
            null,
            null,
            Map.of(),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(3));
    ProviderChoice choice =
        new ProviderChoice(new ProviderId("p"), registered, new ModelId("m"), List.of());

    Upstream upstream =
        Upstream.all(new AgentConfig.Providers(Map.of()), choice, Map.of()).get("p");

    assertTrue(upstream.firstTimeout().compareTo(choice.route().firstTokenTimeout()) > 0);
    assertTrue(upstream.idleTimeout().compareTo(choice.route().idleTimeout()) > 0);
  }
}
