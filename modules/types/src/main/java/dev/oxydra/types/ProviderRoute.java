package dev.oxydra.types;

import java.time.Duration;
import java.util.Objects;

/**
 * How a guest reaches one provider: through the broker, which adds the key.
 *
 * @param id the provider's name
 * @param providerType the protocol that it speaks, such as {@code openai}
 * @param baseUrl the URL that takes the place of the provider's own, such as {@code
 *     http://broker/providers/openai}
 * @param firstTokenTimeout how long the first byte of an answer may take
 * @param idleTimeout how long the stream of an answer may pause
 */
public record ProviderRoute(
    ProviderId id,
    String providerType,
    String baseUrl,
    Duration firstTokenTimeout,
    Duration idleTimeout) {
  public ProviderRoute {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(providerType, "provider_type");
    Objects.requireNonNull(baseUrl, "base_url");
    Objects.requireNonNull(firstTokenTimeout, "first_token_timeout");
    Objects.requireNonNull(idleTimeout, "idle_timeout");
  }
}
