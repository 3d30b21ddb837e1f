package dev.oxydra.runner.broker;

import dev.oxydra.runner.config.ApiKey;
import dev.oxydra.runner.config.ApiKeys;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Catalog;
import dev.oxydra.types.ChannelsConfig;
import dev.oxydra.types.MemoryConfig;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A provider as the broker reaches it.
 *
 * @param name of the provider
 * @param baseUrl absolute, without a slash at its end
 * @param keyPlacement how the provider wants its key
 * @param key null where none was found
 * @param keyVariable the environment variable to set when a key is needed; null when none is needed
 * @param extraHeaders added to each request
 * @param tariff what its models cost
 * @param connectTimeout how long a connection may take
 * @param firstTimeout how long the first byte of an answer may take
 * @param idleTimeout how long an answer may pause
 */
public record Upstream(
    String name,
    URI baseUrl,
    KeyPlacement keyPlacement,
    @Nullable ApiKey key,
    @Nullable String keyVariable,
    Map<String, String> extraHeaders,
    Tariff tariff,
    Duration connectTimeout,
    Duration firstTimeout,
    Duration idleTimeout) {
  /**
   * How much more patient than its guest the broker is, so that the guest gives up first and can
   * say why; the broker's limits are for a guest that has none.
   */
  private static final Duration MARGIN = Duration.ofSeconds(5);

  /**
   * Programmable Search's JSON API.
   *
   * @see <a href="https://developers.google.com/custom-search/v1/reference/rest/v1/cse/list">its
   *     reference</a>
   */
  private static final String GOOGLE_SEARCH = "https://www.googleapis.com/customsearch/v1";

  private static final String OPENAI = "https://api.openai.com/v1";

  /** A batch takes a second or two. */
  private static final Duration EMBEDDING_PATIENCE = Duration.ofSeconds(30);

  private static final Duration CHANNEL_CONNECT = Duration.ofSeconds(10);

  /** A request for messages waits for them, 50 s at most. */
  private static final Duration CHANNEL_PATIENCE = Duration.ofSeconds(60);

  private static final Duration CHANNEL_PAUSE = Duration.ofSeconds(30);

  public Upstream {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(baseUrl, "baseUrl");
    Objects.requireNonNull(keyPlacement, "keyPlacement");
    extraHeaders = Map.copyOf(extraHeaders);
    Objects.requireNonNull(tariff, "tariff");
    Objects.requireNonNull(connectTimeout, "connectTimeout");
    Objects.requireNonNull(firstTimeout, "firstTimeout");
    Objects.requireNonNull(idleTimeout, "idleTimeout");
  }

  /**
   * Every registered provider that has an address, by name.
   *
   * @param keys where keys are looked up
   * @param catalog what their models cost
   */
  public static Map<String, Upstream> all(
      Map<String, AgentConfig.Registered> registry, ApiKeys keys, Catalog catalog) {
    Map<String, Upstream> all = new HashMap<>();
    registry.forEach((name, registered) -> {
      String url = registered.baseUrl();
      if (url != null) {
        all.put(name, of(name, url, registered, keys, catalog));
      }
    });
    return all;
  }

  /**
   * The search that the broker asks for the guest, under its name; none where another one is
   * configured.
   *
   * @param keys where its key is looked up
   */
  public static Map<String, Upstream> search(AgentConfig.Web web, ApiKeys keys) {
    AgentConfig.Search search = web.search();
    if (search.backend() != AgentConfig.SearchBackend.GOOGLE) {
      return Map.of();
    }
    String url = Objects.requireNonNullElse(search.baseUrl(), GOOGLE_SEARCH);
    Duration patience = web.fetchTimeout().plus(MARGIN);
    return Map.of(
        ApiKeys.SEARCH,
        new Upstream(
            ApiKeys.SEARCH,
            address(url),
            KeyPlacement.QUERY_KEY,
            keys.find(search),
            ApiKeys.variable(search),
            Map.of(),
            Tariff.UNKNOWN,
            patience,
            patience,
            patience));
  }

  /**
   * The server that makes vectors in OpenAI's protocol, under its name; none where another one is
   * configured.
   *
   * @param keys where its key is looked up
   * @param catalog what its models cost, where it is OpenAI itself
   */
  public static Map<String, Upstream> embeddings(
      MemoryConfig.Embedding embedding, ApiKeys keys, Catalog catalog) {
    if (embedding.backend() != MemoryConfig.EmbeddingBackend.OPENAI) {
      return Map.of();
    }
    String own = embedding.baseUrl();
    String url = Objects.requireNonNullElse(own, OPENAI);
    ApiKey key = keys.find(embedding);
    String variable = ApiKeys.variable(embedding);
    return Map.of(
        ApiKeys.EMBEDDINGS,
        new Upstream(
            ApiKeys.EMBEDDINGS,
            address(url),
            KeyPlacement.BEARER,
            key,
            variable,
            Map.of(),
            new Tariff(
                own == null ? catalog.providers().getOrDefault("openai", Map.of()) : Map.of(),
                key == null && variable == null),
            EMBEDDING_PATIENCE,
            EMBEDDING_PATIENCE,
            EMBEDDING_PATIENCE));
  }

  /**
   * The bot that the broker speaks to for the guest, under its name; none where it isn't enabled.
   *
   * @param keys where its token is looked up
   */
  public static Map<String, Upstream> telegram(ChannelsConfig.Telegram telegram, ApiKeys keys) {
    if (!telegram.enabled()) {
      return Map.of();
    }
    return Map.of(
        ApiKeys.TELEGRAM,
        new Upstream(
            ApiKeys.TELEGRAM,
            address(telegram.baseUrl()),
            KeyPlacement.PATH,
            keys.find(telegram),
            ApiKeys.variable(telegram),
            Map.of(),
            Tariff.UNKNOWN,
            CHANNEL_CONNECT,
            CHANNEL_PATIENCE,
            CHANNEL_PAUSE));
  }

  private static Upstream of(
      String name, String url, AgentConfig.Registered registered, ApiKeys keys, Catalog catalog) {
    ApiKey key = keys.find(name, registered);
    String known = Objects.requireNonNullElse(registered.catalogProvider(), name);
    return new Upstream(
        name,
        address(url),
        KeyPlacement.of(registered),
        key,
        registered.apiKeyEnv() == null ? null : ApiKeys.variable(name, registered),
        registered.extraHeaders(),
        new Tariff(
            catalog.providers().getOrDefault(known, Map.of()),
            key == null && registered.apiKeyEnv() == null && registered.extraHeaders().isEmpty()),
        registered.connectTimeout(),
        registered.firstTokenTimeout().plus(MARGIN),
        registered.idleTimeout().plus(MARGIN));
  }

  private static URI address(String url) {
    return URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
  }

  /** Whether it is a channel: what it is asked neither costs anything nor counts as a request. */
  boolean isChannel() {
    return name.equals(ApiKeys.TELEGRAM);
  }

  /** Whether the key is known to exist and has to be brought by whoever has it. */
  public boolean awaitsKey() {
    return key != null && key.isToCome();
  }

  /** Where its key was found; empty where there is none. */
  public String keySource() {
    return key == null ? "" : key.source();
  }

  /** Without the secrets. */
  @Override
  public String toString() {
    return "Upstream[" + name + ", " + baseUrl + "]";
  }
}
