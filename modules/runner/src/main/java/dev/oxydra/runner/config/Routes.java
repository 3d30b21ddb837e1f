package dev.oxydra.runner.config;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Modality;
import dev.oxydra.types.ModelId;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.ProviderRoute;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How a guest reaches providers: through the broker, which knows their addresses and keys. */
final class Routes {
  private static final String BROKER = "http://broker/providers/";

  private Routes() {}

  /** To all that have an address, or need none. */
  static List<ProviderRoute> of(Map<String, AgentConfig.Registered> registry, ApiKeys keys) {
    List<ProviderRoute> routes = new ArrayList<>();
    registry.forEach((name, registered) -> {
      if (registered.baseUrl() != null || registered.providerType().equals(ProviderChecks.DEMO)) {
        routes.add(route(name, registered, keys.find(name, registered)));
      }
    });
    return routes;
  }

  private static ProviderRoute route(
      String name, AgentConfig.Registered registered, @Nullable ApiKey key) {
    String model = registered.defaultModel();
    return new ProviderRoute(
        new ProviderId(name),
        registered.providerType(),
        BROKER + name,
        key == null ? null : key.source(),
        model == null ? null : new ModelId(model),
        corrections(name, registered),
        new ProviderRoute.Timeouts(registered.firstTokenTimeout(), registered.idleTimeout()));
  }

  private static ProviderRoute.Corrections corrections(
      String name, AgentConfig.Registered registered) {
    return new ProviderRoute.Corrections(
        Objects.requireNonNullElse(registered.catalogProvider(), name),
        registered.attachment(),
        modalities(registered.inputModalities()),
        registered.reasoning(),
        registered.maxInputTokens(),
        registered.maxOutputTokens(),
        registered.maxContextTokens());
  }

  private static @Nullable Set<Modality> modalities(@Nullable List<String> names) {
    return names == null
        ? null
        : names.stream()
            .map(name -> Modality.valueOf(name.toUpperCase(Locale.ROOT)))
            .collect(Collectors.toUnmodifiableSet());
  }
}
