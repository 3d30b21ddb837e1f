package dev.oxydra.provider;

import dev.langchain4j.http.client.HttpRequest;
import dev.oxydra.types.Completion;
import dev.oxydra.types.ProviderException;
import dev.oxydra.types.ProviderRoute;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.Locale;

/**
 * Sends requests over HTTP/1.1 to one fixed address, whatever host their URL names, and reads the
 * streamed answers on the calling thread. Interrupting that thread closes the connection. A header
 * {@code Authorization} is never sent: the broker adds the key. A broker that is gone, as when its
 * daemon was killed, is waited for: the next daemon opens the same socket. Safe for use by several
 * threads.
 */
public final class BrokerHttpClient implements AutoCloseable {
  /** How long a person may take to notice and to say {@code runner start}. */
  private static final Duration BROKER_PATIENCE = Duration.ofSeconds(90);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final ProviderRoute route;
  private final Timeouts timeouts;
  private final Failures failures;
  private final Dialer dialer;
  private final Duration patience;

  public BrokerHttpClient(ProviderRoute route, SocketAddress address) {
    // A Unix socket is the broker's; at any other address there is a provider itself.
    this(
        route,
        address,
        address instanceof UnixDomainSocketAddress ? BROKER_PATIENCE : Duration.ZERO);
  }

  /**
   * @param patience how long a broker that is gone is waited for
   */
  BrokerHttpClient(ProviderRoute route, SocketAddress address, Duration patience) {
    this.patience = patience;
    this.route = route;
    this.timeouts = Timeouts.of(route);
    this.failures = new Failures(route);
    this.dialer = new Dialer(address);
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

  /** Sends a request and waits for a head that says success. */
  private Answer send(HttpRequest request, RequestBody body)
      throws IOException, InterruptedException {
    Answer answer = sendPatiently(request, body);
    try {
      if (answer.status() / 100 != 2) {
        throw failures.ofStatus(answer.status(), answer.headers(), text(answer));
      }
      return answer;
    } catch (InterruptedException | RuntimeException e) {
      answer.close();
      throw e;
    }
  }

  /** Again and again until there is a head: nothing has come that would have to be taken back. */
  private Answer sendPatiently(HttpRequest request, RequestBody body)
      throws IOException, InterruptedException {
    long begun = System.nanoTime();
    for (Duration pause = FIRST_PAUSE; ; pause = longer(pause)) {
      try {
        return sendOnce(request, body);
      } catch (StalledException | MalformedHttpException | InterruptedIOException e) {
        throw e; // There is a broker.
      } catch (IOException e) {
        if (patience.isZero() || dialer.isClosed()) {
          throw e;
        }
        if (System.nanoTime() - begun > patience.toNanos()) {
          throw new BrokerGoneException(patience, e);
        }
        Thread.sleep(pause);
      }
    }
  }

  private static Duration longer(Duration pause) {
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  private Answer sendOnce(HttpRequest request, RequestBody body)
      throws IOException, InterruptedException {
    SignalQueue signals = new SignalQueue();
    Channel channel = dialer.dial(timeouts.connect(), signals);
    try {
      RequestWriter.write(channel, request, body);
      return new Answer(channel, signals, timeouts);
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

  /** Breaks all connections; calls that run fail. */
  @Override
  public void close() {
    dialer.close();
  }

  @Override
  public String toString() {
    return "BrokerHttpClient[" + route.id() + "]";
  }
}
