package dev.oxydra.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.ProviderException;
import dev.oxydra.types.ProviderException.Kind;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.ProviderRoute;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What errors mean, in the words of several providers. */
class FailuresTest {
  private static Failures failures(@Nullable String keySource) {
    return new Failures(
        new ProviderRoute(
            new ProviderId("p"),
            "openai",
            "http://broker/providers/p",
            keySource,
            null,
            ProviderRoute.Corrections.of("p"),
            new ProviderRoute.Timeouts(Duration.ofSeconds(1), Duration.ofSeconds(1))));
  }

  private static String message(ProviderException failure) {
    return Objects.requireNonNull(failure.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'error','error':{'type':'overloaded_error','message':'Overloaded'}} | UNAVAILABLE | true",
        "{'type':'error','error':{'type':'api_error','message':'Internal'}} | UNAVAILABLE | true",
        "{'type':'error','error':{'type':'rate_limit_error','message':'x'}} | RATE_LIMITED | true",
        "{'type':'error','error':{'type':'timeout_error','message':'x'}} | TIMEOUT | true",
        "{'type':'error','error':{'type':'invalid_request_error','message':'x'}} | INVALID_REQUEST | false",
        "{'type':'error','error':{'type':'invalid_request_error','message':'prompt is too long: 3 tokens > 2'}} | CONTEXT_OVERFLOW | false",
        "{'type':'error','error':{'type':'authentication_error','message':'x'}} | AUTHENTICATION | false",
        "{'type':'error','error':{'type':'billing_error','message':'x'}} | RATE_LIMITED | false",
        "{'type':'error','code':'rate_limit_exceeded','message':'x'} | RATE_LIMITED | true",
        "{'type':'error','code':'server_error','message':'x'} | UNAVAILABLE | true",
        "{'type':'error','error':{'type':'too_many_requests','code':'too_many_requests','message':'x'}} | RATE_LIMITED | true",
        "{'type':'error','error':{'type':'insufficient_quota','code':'insufficient_quota','message':'x'}} | RATE_LIMITED | false",
        "{'type':'response.failed','response':{'error':{'code':'server_error','message':'x'}}} | UNAVAILABLE | true",
        "{'type':'response.failed','response':{'error':{'code':'rate_limit_exceeded','message':'x'}}} | RATE_LIMITED | true",
        "{'type':'response.failed','response':{'error':{'code':'invalid_prompt','message':'x'}}} | INVALID_REQUEST | false",
        "{'type':'response.failed','response':{'error':{'code':'context_length_exceeded','message':'x'}}} | CONTEXT_OVERFLOW | false",
        "{'type':'response.failed','response':{}} | UNAVAILABLE | true",
        "{'error':{'message':'x','type':'new_kind','code':null}} | UNAVAILABLE | true",
      })
  void anErrorInTheStreamHasItsKind(String json, Kind kind, boolean retryable) {
    ProviderException failure = failures(null).inStream(json.replace('\'', '"'));
    assertEquals(kind, failure.kind(), message(failure));
    assertEquals(retryable, failure.retryable());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "529 | {'type':'error','error':{'type':'overloaded_error'}} | UNAVAILABLE | true",
        "402 | {'error':{'message':'Payment required'}} | RATE_LIMITED | false",
        "429 | {'error':{'code':'insufficient_quota','type':'insufficient_quota'}} | RATE_LIMITED | false",
        "400 | {'error':{'type':'invalid_request_error','message':'Your credit balance is too low to"
            + " access the API.'}} | RATE_LIMITED | false",
        "413 | {'error':{'type':'request_too_large'}} | CONTEXT_OVERFLOW | false",
      })
  void aStatusHasItsKind(int status, String body, Kind kind, boolean retryable) {
    ProviderException failure =
        failures(null).ofStatus(status, EmptyHttpHeaders.INSTANCE, body.replace('\'', '"'));
    assertEquals(kind, failure.kind(), message(failure));
    assertEquals(retryable, failure.retryable());
  }

  @Test
  void aUsedUpCreditIsSaidToBeOne() {
    String message = message(failures(null).ofStatus(402, EmptyHttpHeaders.INSTANCE, "{}"));
    assertTrue(message.contains("credit or quota is used up"), message);
  }

  @Test
  void theKeyIsNamedByWhereItComesFrom() {
    String json = "{\"error\":{\"type\":\"authentication_error\",\"message\":\"sk-abcdefghijk\"}}";
    for (ProviderException failure :
        new ProviderException[] {
          failures("P_KEY").inStream(json),
          failures("P_KEY").ofStatus(401, EmptyHttpHeaders.INSTANCE, json)
        }) {
      String message = message(failure);
      assertTrue(message.contains("the key in P_KEY was refused"), message);
      assertTrue(message.endsWith("[key]"), message);
    }
    String without = message(failures(null).ofStatus(401, EmptyHttpHeaders.INSTANCE, ""));
    assertTrue(without.contains("none is set"), without);
  }
}
