package dev.oxydra.runner;

import dev.oxydra.runner.broker.Upstream;
import dev.oxydra.runner.config.ApiKey;
import dev.oxydra.runner.config.ApiKeys;
import dev.oxydra.runner.config.ConfigEntry;
import dev.oxydra.runner.config.LoadedConfig;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * The configuration that a guest was planned with, to tell what another one changes.
 *
 * @param values by file and key, such as {@code runner.conf relay.port}
 */
record Settings(Map<String, Value> values) {
  static final Settings NONE = new Settings(Map.of());

  private static final String REGISTRY = "agent.conf providers.registry.";

  /**
   * A key's value.
   *
   * @param shown as it may be shown
   * @param identity the same for equal values only, secret ones too
   */
  record Value(String shown, String identity) {
    static Value of(String plain) {
      return new Value(plain, plain);
    }
  }

  Settings {
    values = Map.copyOf(values);
  }

  /**
   * @param upstreams with what the entries don't show
   */
  static Settings of(LoadedConfig config, Map<String, Upstream> upstreams) {
    Map<String, Value> values = new TreeMap<>();
    for (ConfigEntry entry : config.entries()) {
      values.put(entry.file() + ".conf " + entry.key(), Value.of(entry.value()));
    }
    upstreams.forEach((name, upstream) -> {
      ApiKey key = upstream.key();
      values.put(key(name, "api_key"), secret(key == null ? "" : key.value()));
      values.put(key(name, "base_url"), Value.of(upstream.baseUrl().toString()));
      values.put(
          key(name, "extra_headers"), secret(new TreeMap<>(upstream.extraHeaders()).toString()));
    });
    return new Settings(values);
  }

  /** A provider's key, such as {@code agent.conf providers.registry.openai.base_url}. */
  static String key(String provider, String key) {
    return switch (provider) {
      case ApiKeys.SEARCH -> "agent.conf tools.web.search." + key;
      case ApiKeys.EMBEDDINGS -> "agent.conf memory.embedding." + key;
      case ApiKeys.TELEGRAM ->
          "agent.conf channels.telegram." + (key.equals("api_key") ? "bot_token" : key);
      default -> REGISTRY + provider + "." + key;
    };
  }

  /** Without the values. */
  @Override
  public String toString() {
    return "Settings[" + values.size() + " keys]";
  }

  private static Value secret(String value) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
      return new Value(value.isEmpty() ? "(not set)" : "********", HexFormat.of().formatHex(hash));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
