package dev.oxydra.tools.web;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Asks the broker itself, over a connection of its own for each request.
 *
 * @param broker the broker's Unix socket
 */
public record BrokerPost(Path broker) {
  /** As much of an error as is read. */
  private static final int MOST_ERROR = 8 << 10;

  /**
   * An answer.
   *
   * @param status of HTTP
   * @param body all of it as text; of an error the first 8 KiB
   */
  public record Answer(int status, String body) {}

  /**
   * Posts JSON and waits for the answer. Interrupting the thread closes the connection.
   *
   * @param path such as {@code /embeddings}
   * @param most how large an answer may be, in bytes
   * @throws IOException when there is no broker, the connection breaks, or the answer is too large
   */
  public Answer post(String path, byte[] json, int most) throws IOException {
    try (SocketChannel connection = ProxyDialer.connect(broker)) {
      ProxyDialer.Exchange exchange = ProxyDialer.post(connection, path, json);
      int status = exchange.head().status();
      boolean ok = status / 100 == 2;
      byte[] body = read(exchange.body(), ok ? most : MOST_ERROR, ok);
      return new Answer(status, new String(body, StandardCharsets.UTF_8).strip());
    }
  }

  private static byte[] read(InputStream in, int most, boolean whole) throws IOException {
    byte[] body = in.readNBytes(most);
    if (whole && body.length == most && in.read() >= 0) {
      throw new IOException("The answer is larger than " + most + " bytes");
    }
    return body;
  }
}
