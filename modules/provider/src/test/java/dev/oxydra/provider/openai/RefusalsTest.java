package dev.oxydra.provider.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.FakeModelServer;
import dev.oxydra.testing.FakeReply;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.Provider;
import dev.oxydra.types.ProviderException;
import dev.oxydra.types.ProviderException.Kind;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.ProviderRoute;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What answers with another status than 200 mean, in the words of several providers. */
@Timeout(60)
class RefusalsTest {
  private final FakeModelServer server = FakeModelServer.start();
  private final Provider provider =
      OpenAiChat.create(
          new ProviderRoute(
              new ProviderId("openai"),
              "openai",
              "http://broker/providers/openai",
              "OPENAI_API_KEY",
              null,
              ProviderRoute.Corrections.of("openai"),
              new ProviderRoute.Timeouts(Duration.ofSeconds(20), Duration.ofSeconds(20))),
          server.address());

  @AfterEach
  void close() {
    provider.close();
    server.close();
  }

  private ProviderException failure(FakeReply reply) {
    server.reply(reply);
    return assertThrows(
        ProviderException.class,
        () ->
            provider.complete(
                new ModelRequest(
                    ModelRef.parse("openai/m"), "", List.of(Message.user("hi")), List.of()),
                _ -> {}));
  }

  @ParameterizedTest
  @CsvSource({
    "401,AUTHENTICATION,false",
    "403,AUTHENTICATION,false",
    "404,NOT_FOUND,false",
    "400,INVALID_REQUEST,false",
    "429,RATE_LIMITED,true",
    "500,UNAVAILABLE,true",
    "503,UNAVAILABLE,true",
  })
  void statusHasItsKind(int status, Kind kind, boolean retryable) {
    ProviderException failure =
        failure(
            FakeReply.status(
                    status,
                    "application/json",
                    "{\"error\":{\"message\":\"No \\u001b[31mluck\\n with sk-abcdefghijkl1234\"}}")
                .header("Retry-After", "7"));

    assertEquals(kind, failure.kind());
    assertEquals(retryable, failure.retryable());
    boolean asksToWait = status == 429 || status == 503;
    assertEquals(asksToWait ? Duration.ofSeconds(7) : null, failure.retryAfter());
    assertTrue(failure.getMessage().startsWith("openai answered " + status), failure.getMessage());
    assertTrue(failure.getMessage().endsWith("No [31mluck with [key]"), failure.getMessage());
  }

  @Test
  void wrongKeySaysWhatToDo() {
    assertTrue(
        failure(FakeReply.status(401, "text/plain", ""))
            .getMessage()
            .contains("the key in OPENAI_API_KEY was refused"));
  }

  @Test
  void longConversationIsOverflow() {
    ProviderException failure =
        failure(
            FakeReply.status(
                400,
                "application/json",
                "{\"error\":{\"message\":\"This model's maximum context length is 128000 tokens.\"}}"));
    assertEquals(Kind.CONTEXT_OVERFLOW, failure.kind());
  }

  @Test
  void pageInPlaceOfStreamIsMalformed() {
    ProviderException failure =
        failure(
            FakeReply.status(200, "text/html", "<html><script>x</script><h1>Log in</h1></html>"));
    assertEquals(Kind.MALFORMED_RESPONSE, failure.kind());
    assertTrue(failure.getMessage().endsWith("Log in"), failure.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // Ollama, its own form and OpenAI's
        "404 | {\"error\":\"model 'qwen' not found\"} | NOT_FOUND | model 'qwen' not found",
        "404 | {\"error\":{\"message\":\"model \\\"q\\\" not found, try pulling it first\","
            + "\"type\":\"api_error\",\"param\":null,\"code\":null}} | NOT_FOUND | try pulling it",
        "500 | {\"error\":\"llama runner process has terminated\"} | UNAVAILABLE | llama runner",
        // Gemini: an array, and a 400 for a wrong key
        "400 | [{\"error\":{\"code\":400,\"message\":\"API key not valid. Please pass a valid API"
            + " key.\",\"status\":\"INVALID_ARGUMENT\"}}] | AUTHENTICATION | API key not valid",
        "429 | [{\"error\":{\"code\":429,\"message\":\"You exceeded your current quota\","
            + "\"status\":\"RESOURCE_EXHAUSTED\"}}] | RATE_LIMITED | your current quota",
        "503 | [{\"error\":{\"code\":503,\"message\":\"The model is overloaded.\",\"status\":"
            + "\"UNAVAILABLE\"}}] | UNAVAILABLE | The model is overloaded",
        // An array in place of a stream
        "200 | [{\"error\":{\"code\":429,\"message\":\"Slow down\"}}] | RATE_LIMITED | Slow down",
        // vLLM, FastAPI
        "422 | {\"detail\":\"bad field\"} | INVALID_REQUEST | bad field",
        "400 | {\"object\":\"error\",\"message\":\"bad call\",\"code\":400} | INVALID_REQUEST | bad"
            + " call",
        "400 | [] | INVALID_REQUEST | []",
      })
  void everyProvidersWordsAreShown(int status, String body, Kind kind, String shown) {
    ProviderException failure = failure(FakeReply.status(status, "application/json", body));
    assertEquals(kind, failure.kind(), failure.getMessage());
    assertTrue(failure.getMessage().contains(shown), failure.getMessage());
  }

  @Test
  void retryAfterMayBeADate() {
    ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
    Duration wait =
        failure(retryAfter(DateTimeFormatter.RFC_1123_DATE_TIME.format(now.plusHours(1))))
            .retryAfter();
    assertTrue(wait.compareTo(Duration.ofMinutes(55)) > 0, wait.toString());
    assertTrue(wait.compareTo(Duration.ofMinutes(60)) <= 0, wait.toString());
    assertEquals(Duration.ZERO, failure(retryAfter("Wed, 21 Oct 2015 07:28:00 GMT")).retryAfter());
  }

  @Test
  void retryAfterMayBeMillisecondsOrNonsense() {
    assertEquals(
        Duration.ofMillis(1500),
        failure(retryAfter("9").header("retry-after-ms", "1500")).retryAfter());
    for (String nonsense : List.of("soon", "-1", "99999999999999999999", "Wed, 99 Foo")) {
      assertNull(failure(retryAfter(nonsense)).retryAfter(), nonsense);
    }
  }

  private static FakeReply retryAfter(String value) {
    return FakeReply.status(429, "text/plain", "").header("Retry-After", value);
  }

  @ParameterizedTest
  @CsvSource({
    "502,upstream_unreachable,CONNECTION",
    "504,upstream_timeout,TIMEOUT",
    "401,missing_key,AUTHENTICATION",
    "429,too_many_requests,RATE_LIMITED",
  })
  void theBrokersOwnAnswerIsNotTheProviders(int status, String code, Kind kind) {
    ProviderException failure =
        failure(
            FakeReply.status(
                    status, "application/json", "{\"error\":{\"message\":\"Do this or that\"}}")
                .header("X-Oxydra-Refusal", code));
    assertEquals(kind, failure.kind());
    assertEquals("Do this or that.", failure.getMessage());
  }
}
