package dev.oxydra.runner.broker;

import dev.oxydra.runner.config.ApiKey;
import java.net.http.HttpRequest;

/** How a provider wants its key. */
enum KeyHeader {
  /** RFC 6750; OpenAI's protocols and all that are compatible. */
  BEARER,
  /** Anthropic's. */
  X_API_KEY,
  /** Google's. */
  X_GOOG_API_KEY;

  static KeyHeader of(String providerType) {
    return switch (providerType) {
      case "anthropic" -> X_API_KEY;
      case "gemini" -> X_GOOG_API_KEY;
      default -> BEARER;
    };
  }

  void add(ApiKey key, HttpRequest.Builder to) {
    switch (this) {
      case BEARER -> to.setHeader("Authorization", "Bearer " + key.value());
      case X_API_KEY -> to.setHeader("X-Api-Key", key.value());
      case X_GOOG_API_KEY -> to.setHeader("X-Goog-Api-Key", key.value());
    }
  }
}
