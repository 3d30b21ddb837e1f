package dev.oxydra.tools.web;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;

/** Sends requests to one server through the broker's proxy, each over a connection of its own. */
public final class ProxiedHttp {
  private static final String LINE = "\r\n";

  private final ProxyDialer dialer;
  private final WebAddress address;

  /**
   * Opens and loads nothing yet.
   *
   * @param broker the Unix socket at which the broker's proxy listens
   * @param tool whose network policy holds, as the broker knows it
   * @param url where the server is: http or https
   * @throws IllegalArgumentException when it is neither
   */
  public ProxiedHttp(Path broker, String tool, String url) {
    this(broker, tool, url, () -> (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  /**
   * @param tls decides which servers are trusted
   */
  ProxiedHttp(Path broker, String tool, String url, Supplier<SSLSocketFactory> tls) {
    this.dialer = new ProxyDialer(broker, tls, tool);
    try {
      this.address = WebAddress.parse(url);
    } catch (WebException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** The broker says no, or can't reach the server: nothing has been sent to it. */
  public static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedException(WebException cause) {
      super(cause.getMessage(), cause);
    }
  }

  /** A connection to the broker, for one request. */
  public Request open() throws IOException {
    return new Request(dialer.connect());
  }

  /** One request and its answer. Closing it from another thread ends what it waits for. */
  public final class Request implements AutoCloseable {
    private final SocketChannel connection;

    private Request(SocketChannel connection) {
      this.connection = connection;
    }

    /**
     * Sends it and waits for the head of its answer.
     *
     * @param headers those besides Host, Connection and Content-Length; without line ends
     * @param body its body; empty for none
     * @throws RefusedException when nothing has reached the server
     * @throws IOException when the connection failed: the server may have got it
     */
    public Answer send(String method, Map<String, String> headers, byte[] body) throws IOException {
      StringBuilder lines = new StringBuilder("User-Agent: Oxydra" + LINE);
      headers.forEach((name, value) -> lines.append(name + ": " + oneLine(value) + LINE));
      if (body.length > 0) {
        lines.append("Content-Length: " + body.length + LINE);
      }
      try {
        return Answer.of(dialer.send(connection, address, method, lines.toString(), body));
      } catch (WebException e) {
        throw new RefusedException(e);
      }
    }

    @Override
    public void close() throws IOException {
      connection.close();
    }
  }

  /**
   * The answer to a request, as long as that is open.
   *
   * @param status three digits
   * @param headers by name in lower case
   * @param body its bytes as they come
   */
  public record Answer(int status, Map<String, String> headers, InputStream body) {
    private static Answer of(ProxyDialer.Exchange exchange) {
      return new Answer(exchange.head().status(), exchange.head().headers(), exchange.body());
    }

    /** A header; empty where there is none. */
    public String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  /** Some values were said by servers. */
  private static String oneLine(String value) {
    return value.replaceAll("[^\\x20-\\x7e]", "");
  }
}
