package dev.oxydra.provider.openai;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP client that LangChain4j is given: it keeps the request that it is to send. Timeouts that
 * LangChain4j sets are passed over.
 */
final class WrittenRequest implements HttpClient, HttpClientBuilder {
  private @Nullable HttpRequest request;

  HttpRequest get() {
    return Objects.requireNonNull(request, "LangChain4j wrote no request");
  }

  @Override
  public SuccessfulHttpResponse execute(HttpRequest unstreamed) {
    throw new IllegalStateException("LangChain4j wrote a request that is not streamed");
  }

  @Override
  public void execute(
      HttpRequest written, ServerSentEventParser parser, ServerSentEventListener langChain) {
    request = written;
  }

  @Override
  public Duration connectTimeout() {
    return Duration.ZERO;
  }

  @Override
  public HttpClientBuilder connectTimeout(Duration timeout) {
    return this;
  }

  @Override
  public Duration readTimeout() {
    return Duration.ZERO;
  }

  @Override
  public HttpClientBuilder readTimeout(Duration timeout) {
    return this;
  }

  @Override
  public HttpClient build() {
    return this;
  }
}
