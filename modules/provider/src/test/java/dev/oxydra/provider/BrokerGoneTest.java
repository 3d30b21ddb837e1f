package dev.oxydra.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.http.client.HttpMethod;
import dev.langchain4j.http.client.HttpRequest;
import dev.oxydra.types.Completion;
import dev.oxydra.types.ProviderException;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.ProviderRoute;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A broker that doesn't come back. */
@Timeout(60)
class BrokerGoneTest {
  @Test
  void whatToDoIsSaidInTheEnd(@TempDir Path folder) {
    Duration patience = Duration.ofMillis(300);
    try (BrokerHttpClient client =
        new BrokerHttpClient(route(), UnixDomainSocketAddress.of(folder.resolve("s")), patience)) {
      HttpRequest request =
          HttpRequest.builder().method(HttpMethod.POST).url("http://broker/providers/p/x").build();
      long begun = System.nanoTime();
      ProviderException failure =
          assertThrows(
              ProviderException.class,
              () -> client.stream(request, new RequestBody().text("{}"), new NoReader()));
      assertTrue(System.nanoTime() - begun >= patience.toNanos(), "it has waited");
      assertEquals(ProviderException.Kind.CONNECTION, failure.kind());
      assertFalse(failure.retryable(), "it was tried for long enough");
      String message = Objects.requireNonNull(failure.getMessage());
      assertTrue(message.contains("runner start"), message);
    }
  }

  private static ProviderRoute route() {
    Duration timeout = Duration.ofSeconds(20);
    return new ProviderRoute(
        new ProviderId("p"),
        "openai",
        "http://broker/providers/p",
        new ProviderRoute.Timeouts(timeout, timeout));
  }

  private static final class NoReader implements AnswerReader {
    @Override
    public Next read(@Nullable String event, JsonNode data) {
      throw new AssertionError("Nothing can be read");
    }

    @Override
    public boolean finished() {
      return false;
    }

    @Override
    public Completion complete() throws MalformedAnswerException {
      throw new MalformedAnswerException("there is none");
    }
  }
}
