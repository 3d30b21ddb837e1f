package dev.oxydra.benchmarks;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A client of HTTP/1.1 that does as little as possible, the same over TCP and a Unix socket. */
final class SmallHttp implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final SocketChannel channel;
  private final InputStream in;
  private final OutputStream out;

  SmallHttp(SocketAddress address) throws IOException {
    channel = SocketChannel.open(address);
    if (!(address instanceof UnixDomainSocketAddress)) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
    in = new BufferedInputStream(Channels.newInputStream(channel), BUFFER_BYTES);
    out = Channels.newOutputStream(channel);
  }

  /**
   * Posts and reads the whole answer.
   *
   * @return its length
   */
  long post(String path, byte[] body) throws IOException {
    byte[] head =
        "POST %s HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n"
            .formatted(path, body.length)
            .getBytes(StandardCharsets.US_ASCII);
    byte[] whole = new byte[head.length + body.length];
    System.arraycopy(head, 0, whole, 0, head.length);
    System.arraycopy(body, 0, whole, head.length, body.length);
    out.write(whole);
    String answer = head(in);
    if (answer == null || !answer.startsWith("HTTP/1.1 200")) {
      throw new IOException("Not what was asked for: " + answer);
    }
    long length = length(answer);
    in.skipNBytes(length);
    return length;
  }

  /** Up to and with the empty line; null at the end. */
  static @Nullable String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < 4
        || !"\r\n\r\n".contentEquals(head.subSequence(head.length() - 4, head.length()))) {
      int b = in.read();
      if (b < 0 && head.isEmpty()) {
        return null;
      }
      if (b < 0) {
        throw new EOFException("Within a head");
      }
      head.append((char) b);
    }
    return head.toString();
  }

  static long length(String head) {
    String lower = head.toLowerCase(Locale.ROOT);
    int at = lower.indexOf("content-length:");
    return at < 0 ? 0 : Long.parseLong(lower.substring(at + 15, lower.indexOf('\r', at)).strip());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
