package dev.oxydra.tools.web;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import javax.net.ssl.SSLException;

/**
 * Gets pages. Redirects are followed, each through the proxy, so that it is checked where it leads.
 *
 * @param time how long one page may take with all its redirects
 */
record Fetcher(ProxyDialer dialer, Duration time) {
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final int MOST_REDIRECTS = 5;

  /**
   * Gets a page.
   *
   * @param accept the header of that name
   * @param limit how large its body may be, decompressed
   * @param check is shown each page before its body is read, and throws if it isn't wanted
   * @throws WebException when there is no page
   * @throws InterruptedException when the thread is interrupted; the connection is closed by then
   */
  Page get(WebAddress address, String accept, long limit, Consumer<Page> check)
      throws InterruptedException {
    try (TimeLimit end = TimeLimit.start(time)) {
      WebAddress at = address;
      for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
        Page page = getOne(at, accept, limit, check, end, dialer::get);
        String location = page.head().header("location");
        if (!REDIRECTS.contains(page.head().status()) || location.isEmpty()) {
          return page;
        }
        at = at.resolve(location);
      }
      throw new WebException(
          "There are more than %d redirects; the last one leads to %s"
              .formatted(MOST_REDIRECTS, at));
    }
  }

  /**
   * Asks the broker itself, which asks somebody else.
   *
   * @throws WebException when there is no answer
   * @throws InterruptedException when the thread is interrupted; the connection is closed by then
   */
  Page ask(WebAddress address, String accept, long limit) throws InterruptedException {
    try (TimeLimit end = TimeLimit.start(time)) {
      return getOne(address, accept, limit, _ -> {}, end, ProxyDialer::ask);
    }
  }

  /** Sends a question and reads the head of its answer. */
  private interface Question {
    ProxyDialer.Exchange send(SocketChannel connection, WebAddress address, String accept)
        throws IOException;
  }

  private Page getOne(
      WebAddress address,
      String accept,
      long limit,
      Consumer<Page> check,
      TimeLimit end,
      Question question)
      throws InterruptedException {
    try (SocketChannel connection = dialer.connect()) {
      end.guard(connection);
      ProxyDialer.Exchange exchange = question.send(connection, address, accept);
      Page page = new Page(address, exchange.head(), new byte[0]);
      if (REDIRECTS.contains(exchange.head().status())) {
        return page;
      }
      check.accept(page);
      return new Page(address, exchange.head(), body(exchange, limit));
    } catch (IOException e) {
      throw failure(address, e, end);
    }
  }

  private static byte[] body(ProxyDialer.Exchange exchange, long limit) throws IOException {
    try (InputStream decoded = decoded(exchange)) {
      byte[] body = decoded.readNBytes(Math.toIntExact(limit) + 1);
      if (body.length > limit) {
        throw new WebException(
            "The answer is larger than %d bytes, decompressed; nothing of it is kept"
                .formatted(limit));
      }
      return body;
    }
  }

  private static InputStream decoded(ProxyDialer.Exchange exchange) throws IOException {
    String coding = exchange.head().header("content-encoding").toLowerCase(Locale.ROOT);
    return switch (coding) {
      case "", "identity" -> exchange.body();
      case "gzip", "x-gzip" -> new GZIPInputStream(exchange.body());
      default -> throw new WebException("The answer is encoded as " + coding + ", nobody asked so");
    };
  }

  private static WebException failure(WebAddress address, IOException e, TimeLimit end)
      throws InterruptedException {
    if (e instanceof ClosedByInterruptException || Thread.currentThread().isInterrupted()) {
      Thread.interrupted();
      InterruptedException interrupted = new InterruptedException("The call was cancelled");
      interrupted.initCause(e);
      throw interrupted;
    }
    if (end.isOver()) {
      return new WebException("%s took longer than %s".formatted(address, end), e);
    }
    String how =
        switch (e) {
          case SSLException _ -> "The connection to %s is not secure: %s";
          case ZipException _ -> "The answer of %s is not gzip though it says so: %s";
          default -> "The connection to %s failed: %s";
        };
    return new WebException(how.formatted(address, e.getMessage()), e);
  }
}
