package dev.oxydra.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How long a server that can't take a request now asks to wait: {@code Retry-After} (RFC 9110,
 * section 10.2.3), OpenAI's form of it in milliseconds, Gemini's <a
 * href="https://github.com/googleapis/googleapis/blob/master/google/rpc/error_details.proto">RetryInfo</a>
 * in the body, or else when the limits are reset that are used up.
 */
final class RetryAfter {
  /** Headers that say when a limit is reset, each with the one that says what is left of it. */
  private static final Map<String, String> RESETS =
      Map.of(
          // OpenAI and Groq
          "x-ratelimit-reset-requests", "x-ratelimit-remaining-requests",
          "x-ratelimit-reset-tokens", "x-ratelimit-remaining-tokens",
          // Anthropic
          "anthropic-ratelimit-requests-reset", "anthropic-ratelimit-requests-remaining",
          "anthropic-ratelimit-tokens-reset", "anthropic-ratelimit-tokens-remaining",
          "anthropic-ratelimit-input-tokens-reset", "anthropic-ratelimit-input-tokens-remaining",
          "anthropic-ratelimit-output-tokens-reset", "anthropic-ratelimit-output-tokens-remaining",
          // OpenRouter
          "x-ratelimit-reset", "x-ratelimit-remaining");

  private RetryAfter() {}

  /**
   * Null when it says nothing that is understood, or another status than those that ask to wait.
   *
   * @param body the error, if it is a JSON object
   */
  static @Nullable Duration of(int status, HttpHeaders headers, JsonNode body) {
    if (status != 429 && status != 503 && status != 529) {
      return null;
    }
    Instant now = Instant.now();
    return Stream.of(
            Waits.millis(headers.get("retry-after-ms")),
            Waits.secondsOrDate(headers.get("retry-after"), now),
            retryInfo(body),
            resets(headers, now))
        .flatMap(Optional::stream)
        .findFirst()
        .orElse(null);
  }

  private static Optional<Duration> retryInfo(JsonNode body) {
    for (JsonNode detail : body.path("error").path("details")) {
      if (detail.path("@type").asText().endsWith("google.rpc.RetryInfo")) {
        return Waits.units(detail.path("retryDelay").asText(null));
      }
    }
    return Optional.empty();
  }

  /** When the last of those limits is reset of which nothing is left, or nobody knows what. */
  private static Optional<Duration> resets(HttpHeaders headers, Instant now) {
    return RESETS.entrySet().stream()
        .filter(limit -> isUsedUp(headers.get(limit.getValue())))
        .map(limit -> headers.get(limit.getKey()))
        .filter(Objects::nonNull)
        .flatMap(reset -> Waits.reset(reset, now).stream())
        .max(Comparator.naturalOrder());
  }

  private static boolean isUsedUp(@Nullable String remaining) {
    return remaining == null || remaining.strip().matches("0+");
  }
}
