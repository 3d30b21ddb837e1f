package dev.oxydra.runner.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An Ollama that answers.
 *
 * @param baseUrl of its OpenAI-compatible interface
 * @param model the first that it has
 */
record Ollama(String baseUrl, String model) {
  /** Ollama's own variable: {@code host}, {@code host:port} or a URL. */
  static final String HOST_VARIABLE = "OLLAMA_HOST";

  private static final int PORT = 11_434;
  private static final int TIMEOUT_MS = 300;
  private static final int LARGEST_ANSWER = 1 << 20;

  /** Null when none answers, or it has no model. */
  static @Nullable Ollama find(AgentConfig.Registered registered, Map<String, String> environment) {
    String baseUrl = baseUrl(registered, environment.getOrDefault(HOST_VARIABLE, "").strip());
    if (WebAddress.problem(baseUrl) != null) {
      return null; // OLLAMA_HOST may be anything.
    }
    String root = baseUrl.endsWith("/v1") ? baseUrl.substring(0, baseUrl.length() - 3) : baseUrl;
    try {
      String model = firstModel(URI.create(root + "/api/tags"));
      return model == null ? null : new Ollama(baseUrl, model);
    } catch (IOException | IllegalArgumentException nobodyThere) {
      return null;
    }
  }

  private static String baseUrl(AgentConfig.Registered registered, String host) {
    if (host.isEmpty()) {
      return Objects.requireNonNull(registered.baseUrl(), "base_url");
    }
    String url = host.contains("://") ? host : "http://" + host;
    String authority = url.substring(url.indexOf("://") + 3).replaceFirst("/.*", "");
    boolean hasPort = authority.matches(".*:\\d+") && !authority.endsWith("]");
    String scheme = url.substring(0, url.indexOf("://"));
    // An address to listen at, not one to connect to.
    String reachable = authority.replaceFirst("^0\\.0\\.0\\.0", "127.0.0.1");
    return scheme + "://" + reachable + (hasPort ? "" : ":" + PORT) + "/v1";
  }

  private static @Nullable String firstModel(URI tags) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) tags.toURL().openConnection(Proxy.NO_PROXY);
    connection.setConnectTimeout(TIMEOUT_MS);
    connection.setReadTimeout(TIMEOUT_MS);
    connection.setInstanceFollowRedirects(false);
    try (InputStream in = connection.getInputStream()) {
      JsonNode answer = Json.mapper().readTree(in.readNBytes(LARGEST_ANSWER));
      String name = answer.path("models").path(0).path("name").asText();
      return name.isEmpty() ? null : name;
    } finally {
      connection.disconnect();
    }
  }
}
