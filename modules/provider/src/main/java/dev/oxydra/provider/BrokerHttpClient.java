package dev.oxydra.provider;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import dev.oxydra.types.Completion;
import dev.oxydra.types.ProviderException;
import dev.oxydra.types.ProviderRoute;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * LangChain4j's requests over HTTP/1.1 to one fixed address, whatever host their URL names. It
 * works on the calling thread: a listener is called there, hears of exactly one ending, and {@code
 * execute} returns after it. Interrupting that thread closes the connection; the listener then gets
 * an {@link InterruptedException}, as every other failure a {@link ProviderException}. A header
 * {@code Authorization} is never sent: the broker adds the key. Safe for use by several threads.
 */
public final class BrokerHttpClient implements HttpClient, AutoCloseable {
  private final ProviderRoute route;
  private final Timeouts timeouts;
  private final Failures failures;
  private final Dialer dialer;

  public BrokerHttpClient(ProviderRoute route, SocketAddress address) {
    this.route = route;
    this.timeouts = Timeouts.of(route);
    this.failures = new Failures(route);
    this.dialer = new Dialer(address);
  }

  /**
   * A builder that gives {@code client} whatever it is asked for, for LangChain4j's models;
   * timeouts that these set are passed over, since the route has them.
   */
  public static HttpClientBuilder builderOf(HttpClient client) {
    return new Given(client);
  }

  /**
   * Sends a request and reads its streamed answer to the end.
   *
   * @param request where to, and its headers; its own body is passed over
   * @param reader gets the events on the calling thread
   * @throws ProviderException when there is no whole answer
   * @throws InterruptedException when the calling thread is interrupted; the connection is closed
   *     by then
   */
  public Completion stream(HttpRequest request, RequestBody body, AnswerReader reader)
      throws InterruptedException {
    AnswerListener listener = new AnswerListener(failures, reader);
    ProviderException failure = null;
    try (Answer answer = send(request, body)) {
      refuseOther(answer);
      SseParser.parse(answer, listener);
    } catch (IOException e) {
      failure = broken(e);
    }
    return listener.completion(failure);
  }

  @Override
  public SuccessfulHttpResponse execute(HttpRequest request) {
    try (Answer answer = send(request, bodyOf(request))) {
      return opened(answer).body(answer.readAllBytes()).build();
    } catch (IOException e) {
      throw failures.of(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failures.of(new IOException("cancelled", e));
    }
  }

  @Override
  public void execute(
      HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
    OneEnding once = new OneEnding(listener);
    try (Answer answer = send(request, bodyOf(request))) {
      refuseOther(answer);
      once.onOpen(opened(answer).build());
      parser.parse(answer, once);
      once.onClose();
    } catch (UncheckedIOException e) {
      once.onError(ending(Objects.requireNonNull(e.getCause())));
    } catch (IOException e) {
      once.onError(ending(e));
    } catch (InterruptedException | RuntimeException e) {
      once.onError(e);
    }
  }

  /** An interrupt arrives as itself. */
  private Exception ending(IOException failure) {
    try {
      return broken(failure);
    } catch (InterruptedException e) {
      return e;
    }
  }

  /**
   * What a broken stream means.
   *
   * @throws InterruptedException when it broke since the thread was interrupted; its flag is
   *     cleared by then
   */
  private ProviderException broken(IOException failure) throws InterruptedException {
    if (failure instanceof InterruptedIOException && Thread.interrupted()) {
      InterruptedException interrupt = new InterruptedException("cancelled");
      interrupt.initCause(failure);
      throw interrupt;
    }
    return failures.of(failure);
  }

  private static RequestBody bodyOf(HttpRequest request) {
    return new RequestBody().text(Objects.requireNonNullElse(request.body(), ""));
  }

  /** Sends a request and waits for a head that says success. */
  private Answer send(HttpRequest request, RequestBody body)
      throws IOException, InterruptedException {
    SignalQueue signals = new SignalQueue();
    Channel channel = dialer.dial(timeouts.connect(), signals);
    Answer answer = null;
    try {
      RequestWriter.write(channel, request, body);
      answer = new Answer(channel, signals, timeouts);
      if (answer.status() / 100 != 2) {
        throw failures.ofStatus(answer.status(), answer.headers(), text(answer));
      }
      return answer;
    } catch (IOException | InterruptedException | RuntimeException e) {
      channel.close().awaitUninterruptibly();
      throw e;
    }
  }

  /** What a server says that doesn't stream: a proxy's page, or an error with status 200. */
  private void refuseOther(Answer answer) throws IOException, InterruptedException {
    String type = answer.headers().get(HttpHeaderNames.CONTENT_TYPE, "").toLowerCase(Locale.ROOT);
    if (type.contains("html") || type.contains("json")) {
      throw failures.notAStream(type, text(answer));
    }
  }

  /** The beginning of an answer that is an error: as much as there is, if the rest breaks off. */
  private static String text(Answer answer) throws InterruptedException {
    return answer.beginning(Failures.MAX_ERROR_BODY);
  }

  private static SuccessfulHttpResponse.Builder opened(Answer answer) {
    return SuccessfulHttpResponse.builder()
        .statusCode(answer.status())
        .headers(multimap(answer.headers()));
  }

  private static Map<String, List<String>> multimap(HttpHeaders headers) {
    Map<String, List<String>> copy = new LinkedHashMap<>();
    for (Map.Entry<String, String> header : headers) {
      copy.computeIfAbsent(header.getKey().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
          .add(header.getValue());
    }
    return copy;
  }

  /** Breaks all connections; calls that run fail. */
  @Override
  public void close() {
    dialer.close();
  }

  @Override
  public String toString() {
    return "BrokerHttpClient[" + route.id() + "]";
  }

  private record Given(HttpClient client) implements HttpClientBuilder {
    @Override
    public Duration connectTimeout() {
      return Duration.ofSeconds(10);
    }

    @Override
    public HttpClientBuilder connectTimeout(Duration timeout) {
      return this;
    }

    @Override
    public Duration readTimeout() {
      return Duration.ofSeconds(60);
    }

    @Override
    public HttpClientBuilder readTimeout(Duration timeout) {
      return this;
    }

    @Override
    public HttpClient build() {
      return client;
    }
  }
}
