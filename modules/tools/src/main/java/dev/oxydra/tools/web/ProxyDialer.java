package dev.oxydra.tools.web;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Supplier;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Asks the broker's proxy for pages, each over a connection of its own: {@code http} by the URL,
 * {@code https} through a tunnel with TLS from end to end.
 *
 * @param broker the broker's Unix socket
 * @param tls decides which servers are trusted; asked when the first is reached
 * @param tool the one whose network policy holds
 */
record ProxyDialer(Path broker, Supplier<SSLSocketFactory> tls, String tool) {
  private static final String LINE = "\r\n";

  /** As much of the broker's own answer as is read. */
  private static final int MOST_REFUSAL = 8 << 10;

  /** What a page says, as long as its connection is open. */
  record Exchange(ResponseHead head, InputStream body) {}

  /**
   * Sends a GET and reads the head of its answer.
   *
   * @param connection is closed by whoever gave it
   * @throws WebException when the broker refuses it
   */
  Exchange get(SocketChannel connection, WebAddress address, String accept) throws IOException {
    return send(connection, address, "GET", wanted(accept), new byte[0]);
  }

  private static String wanted(String accept) {
    return "User-Agent: Mozilla/5.0 (compatible; Oxydra)"
        + LINE
        + ("Accept: " + accept + LINE)
        + ("Accept-Language: en,*;q=0.5" + LINE)
        + ("Accept-Encoding: gzip" + LINE);
  }

  /**
   * Asks the broker itself and not its proxy.
   *
   * @param connection is closed by whoever gave it
   */
  static Exchange ask(SocketChannel connection, WebAddress address, String accept)
      throws IOException {
    return exchange(
        new ChannelSocket(connection),
        new byte[0],
        "GET " + address.path() + " HTTP/1.1" + LINE,
        "Host: " + address.authority() + LINE,
        wanted(accept));
  }

  /**
   * Posts JSON to the broker itself.
   *
   * @param connection is closed by whoever gave it
   */
  static Exchange post(SocketChannel connection, String path, byte[] json) throws IOException {
    return exchange(
        new ChannelSocket(connection),
        json,
        "POST " + path + " HTTP/1.1" + LINE,
        "Host: broker" + LINE,
        "Content-Type: application/json" + LINE,
        "Content-Length: " + json.length + LINE);
  }

  /**
   * Sends a request and reads the head of its answer.
   *
   * @param connection is closed by whoever gave it
   * @param headers those besides Host and Connection, each with its end of line
   * @throws WebException when the broker refuses it: nothing of it has reached a server
   */
  Exchange send(
      SocketChannel connection, WebAddress address, String method, String headers, byte[] body)
      throws IOException {
    Socket plain = new ChannelSocket(connection);
    Socket socket = address.tls() ? secured(plain, address) : plain;
    String target = address.tls() ? address.path() : address.toString();
    Exchange exchange =
        exchange(
            socket,
            body,
            method + " " + target + " HTTP/1.1" + LINE,
            "Host: " + address.authority() + LINE,
            address.tls() ? "" : toolHeader(),
            headers);
    if (exchange.head().isRefusal() && !address.tls()) {
      throw refused(exchange.head(), exchange.body());
    }
    return exchange;
  }

  private static Exchange exchange(Socket socket, byte[] body, String... lines) throws IOException {
    send(socket, body, String.join("", lines), "Connection: close" + LINE);
    InputStream in = new BufferedInputStream(socket.getInputStream());
    ResponseHead head = ResponseHead.read(in);
    return new Exchange(head, ResponseBody.of(head, in));
  }

  SocketChannel connect() throws IOException {
    return connect(broker);
  }

  static SocketChannel connect(Path broker) throws IOException {
    SocketChannel connection = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      connection.connect(UnixDomainSocketAddress.of(broker));
      return connection;
    } catch (IOException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /** RFC 9110, 9.3.6: nothing more comes before this side speaks. */
  private Socket secured(Socket plain, WebAddress address) throws IOException {
    send(
        plain,
        new byte[0],
        "CONNECT " + address.place() + " HTTP/1.1" + LINE,
        "Host: " + address.place() + LINE,
        toolHeader());
    InputStream in = plain.getInputStream();
    ResponseHead head = ResponseHead.read(in);
    if (head.status() / 100 != 2) {
      throw refused(head, ResponseBody.of(head, in));
    }
    String name = address.host().replaceAll("[\\[\\]]", "");
    SSLSocket socket = (SSLSocket) tls.get().createSocket(plain, name, address.port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private String toolHeader() {
    return "Oxydra-Tool: " + tool + LINE;
  }

  private static void send(Socket socket, byte[] body, String... lines) throws IOException {
    String head = String.join("", lines) + LINE;
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().write(body);
    socket.getOutputStream().flush();
  }

  /** The broker says why, and what would allow it. */
  private static WebException refused(ResponseHead head, InputStream body) throws IOException {
    String said = new String(body.readNBytes(MOST_REFUSAL), StandardCharsets.UTF_8).strip();
    return new WebException(said.isEmpty() ? head.reason() : said);
  }
}
