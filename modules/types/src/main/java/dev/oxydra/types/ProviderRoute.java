package dev.oxydra.types;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a guest reaches one provider: through the broker, which adds the key.
 *
 * @param id the provider's name
 * @param providerType the protocol that it speaks, such as {@code openai}
 * @param baseUrl the URL that takes the place of the provider's own, such as {@code
 *     http://broker/providers/openai}
 * @param keySource where its key comes from, in words for the user, such as {@code OPENAI_API_KEY};
 *     null where there is none
 * @param defaultModel the model of a selection that names none; null for none
 * @param corrections what the configuration knows better than the catalogue
 * @param timeouts how long to wait
 */
public record ProviderRoute(
    ProviderId id,
    String providerType,
    String baseUrl,
    @Nullable String keySource,
    @Nullable ModelId defaultModel,
    Corrections corrections,
    Timeouts timeouts) {
  public ProviderRoute {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(providerType, "provider_type");
    Objects.requireNonNull(baseUrl, "base_url");
    Objects.requireNonNull(corrections, "corrections");
    Objects.requireNonNull(timeouts, "timeouts");
  }

  /** One without a key, a default model and corrections. */
  public ProviderRoute(ProviderId id, String providerType, String baseUrl, Timeouts timeouts) {
    this(id, providerType, baseUrl, null, null, Corrections.of(id.value()), timeouts);
  }

  /**
   * How long to wait.
   *
   * @param firstToken from a request to the first byte of its answer
   * @param idle between two pieces of an answer
   */
  public record Timeouts(Duration firstToken, Duration idle) {
    public Timeouts {
      Objects.requireNonNull(firstToken, "first_token");
      Objects.requireNonNull(idle, "idle");
    }
  }

  /**
   * What holds for all models of the provider, whatever the catalogue says; null for what it says.
   *
   * @param catalogProvider the provider's name in the catalogue
   * @param attachment whether files may be sent
   * @param inputModalities what may be sent
   * @param reasoning whether models can think
   * @param maxInputTokens how long a request may be
   * @param maxOutputTokens how long an answer may be
   * @param maxContextTokens how long both may be together
   */
  public record Corrections(
      String catalogProvider,
      @Nullable Boolean attachment,
      @Nullable Set<Modality> inputModalities,
      @Nullable Boolean reasoning,
      @Nullable Long maxInputTokens,
      @Nullable Long maxOutputTokens,
      @Nullable Long maxContextTokens) {
    public Corrections {
      Objects.requireNonNull(catalogProvider, "catalog_provider");
    }

    /** None. */
    public static Corrections of(String catalogProvider) {
      return new Corrections(catalogProvider, null, null, null, null, null, null);
    }
  }
}
