package dev.oxydra.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.oxydra.types.Json;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WaitsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static Duration wait(int status, HttpHeaders headers) {
    return RetryAfter.of(status, headers, MissingNode.getInstance());
  }

  @ParameterizedTest
  @CsvSource({
    "1s,PT1S",
    "6m0s,PT6M",
    "8.64s,PT8.64S",
    "120ms,PT0.12S",
    "1h2m3.5s,PT1H2M3.5S",
    "1d1h,PT25H",
    "2026-01-01T00:00:05Z,PT5S",
    "2026-01-01T02:00:05.5+02:00,PT5.5S",
    "2025-01-01T00:00:00Z,PT0S",
    "1767225607,PT7S",
    "1767225601250,PT1.25S",
    "12,PT12S",
    "1.5,PT1.5S",
  })
  void resetsAreRead(String text, Duration wait) {
    assertEquals(Optional.of(wait), Waits.reset(text, NOW));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "s", "5x", "1s2", "-3", "1e9", "99999999999999999999", "1ss"})
  void nonsenseIsNothing(String text) {
    assertEquals(Optional.empty(), Waits.reset(text, NOW));
    assertEquals(Optional.empty(), Waits.units(text));
    assertEquals(Optional.empty(), Waits.secondsOrDate(text, NOW));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7 | PT7S",
        "0.25 | PT0.25S",
        "Thu, 01 Jan 2026 00:01:00 GMT | PT1M",
        "Wed, 31 Dec 2025 00:01:00 GMT | PT0S",
      })
  void retryAfterIsRead(String text, Duration wait) {
    assertEquals(Optional.of(wait), Waits.secondsOrDate(text, NOW));
  }

  @Test
  void onlyLimitsThatAreUsedUpCount() {
    HttpHeaders headers =
        new DefaultHttpHeaders()
            .set("x-ratelimit-remaining-requests", "0")
            .set("x-ratelimit-reset-requests", "2s")
            .set("x-ratelimit-remaining-tokens", "149984")
            .set("x-ratelimit-reset-tokens", "6m0s");
    assertEquals(Duration.ofSeconds(2), wait(429, headers));
    headers.set("x-ratelimit-remaining-tokens", "0");
    assertEquals(Duration.ofMinutes(6), wait(429, headers));
    headers.remove("x-ratelimit-remaining-tokens");
    assertEquals(Duration.ofMinutes(6), wait(429, headers));
    headers.set("x-ratelimit-remaining-requests", "3").set("x-ratelimit-remaining-tokens", "5");
    assertNull(wait(429, headers));
  }

  @Test
  void whatTheServerAsksForComesBeforeItsLimits() {
    HttpHeaders headers = new DefaultHttpHeaders().set("x-ratelimit-reset-requests", "2s");
    headers.set("retry-after", "9");
    assertEquals(Duration.ofSeconds(9), wait(429, headers));
    headers.set("retry-after-ms", "1500");
    assertEquals(Duration.ofMillis(1500), wait(503, headers));
  }

  @Test
  void onlyStatusesThatAskToWaitCount() {
    HttpHeaders headers = new DefaultHttpHeaders().set("retry-after", "9");
    for (int status : new int[] {200, 400, 401, 413, 500, 502}) {
      assertNull(wait(status, headers), "status " + status);
    }
    for (int status : new int[] {429, 503, 529}) {
      assertEquals(Duration.ofSeconds(9), wait(status, headers));
    }
  }

  @Test
  void geminiSaysItInTheBody() throws JsonProcessingException {
    String error =
        """
        {"error":{"code":429,"status":"RESOURCE_EXHAUSTED","details":[
          {"@type":"type.googleapis.com/google.rpc.Help"},
          {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.5s"}]}}\
        """;
    assertEquals(
        Duration.ofMillis(34_500),
        RetryAfter.of(429, new DefaultHttpHeaders(), Json.mapper().readTree(error)));
  }
}
