package dev.oxydra.runner.broker;

import dev.oxydra.runner.config.ApiKey;
import dev.oxydra.types.AgentConfig;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a provider looks for its key.
 *
 * @param in a header or the query; null for the path, see {@link TelegramRoute}
 * @param name of the header or of the query's parameter; what is before the key in the path
 * @param prefix of the value
 */
record KeyPlacement(AgentConfig.@Nullable KeyPlacement in, String name, String prefix) {
  /** RFC 6750; OpenAI's protocols and all that are compatible. */
  static final KeyPlacement BEARER = header("Authorization");

  /** Anthropic's. */
  static final KeyPlacement X_API_KEY = header("X-Api-Key");

  /** Google's. */
  static final KeyPlacement X_GOOG_API_KEY = header("X-Goog-Api-Key");

  /** Google's too, where headers don't get through. */
  private static final String QUERY_NAME = "key";

  static final KeyPlacement QUERY_KEY =
      new KeyPlacement(AgentConfig.KeyPlacement.QUERY, QUERY_NAME, "");

  /** Telegram's. */
  static final KeyPlacement PATH = new KeyPlacement(null, "bot", "");

  KeyPlacement {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(prefix, "prefix");
  }

  private static KeyPlacement header(String name) {
    String prefix = name.equalsIgnoreCase("Authorization") ? "Bearer " : "";
    return new KeyPlacement(AgentConfig.KeyPlacement.HEADER, name, prefix);
  }

  /** As the provider's entry says, else as is usual for its type. */
  static KeyPlacement of(AgentConfig.Registered registered) {
    String name = registered.apiKeyName();
    if (registered.apiKeyPlacement() == AgentConfig.KeyPlacement.QUERY) {
      return new KeyPlacement(
          AgentConfig.KeyPlacement.QUERY, Objects.requireNonNullElse(name, QUERY_NAME), "");
    }
    return name == null ? of(registered.providerType()) : header(name);
  }

  static KeyPlacement of(String providerType) {
    return switch (providerType) {
      case "anthropic" -> X_API_KEY;
      case "gemini" -> X_GOOG_API_KEY;
      default -> BEARER;
    };
  }

  /** Whether a request's query may not have a parameter of this name. */
  boolean isInQuery(String parameter) {
    return in == AgentConfig.KeyPlacement.QUERY && name.equalsIgnoreCase(parameter.strip());
  }

  /** Whether a request may not have a header of this name. */
  boolean isInHeader(String header) {
    return in == AgentConfig.KeyPlacement.HEADER && name.equalsIgnoreCase(header);
  }

  /** Sets the header, where it is one. */
  void add(ApiKey key, HttpRequest.Builder to) {
    if (in == AgentConfig.KeyPlacement.HEADER) {
      to.setHeader(name, prefix + key.value());
    }
  }

  /** The query with the key, where it belongs there. */
  String query(ApiKey key, String query) {
    return in == AgentConfig.KeyPlacement.QUERY
        ? (query.isEmpty() ? "?" : query + "&") + name + "=" + encoded(key.value())
        : query;
  }

  /** As it is in a query. */
  static String encoded(String key) {
    return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
