package dev.oxydra.runner.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server's end of a connection that is encrypted. */
final class TlsEnd implements RelayEnd {
  private static final Logger LOG = LoggerFactory.getLogger(TlsEnd.class);

  /** What of a record fits with TLS, see RFC 8446, 5.1. */
  private static final int RECORD_BYTES = 16 * 1024;

  private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

  private final SocketChannel channel;
  private final SSLSocket socket;
  private final byte[] in = new byte[RECORD_BYTES];
  private final byte[] out = new byte[RECORD_BYTES];

  private TlsEnd(SocketChannel channel, SSLSocket socket) {
    this.channel = channel;
    this.socket = socket;
  }

  /**
   * Agrees with the client on keys.
   *
   * @param patience how long all of that may take; the connection is closed then
   * @throws IOException when it doesn't come to that
   */
  static TlsEnd shakeHands(SocketChannel channel, SSLContext context, Duration patience)
      throws IOException {
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(channel.socket(), null, true);
    socket.setEnabledProtocols(VERSIONS);
    Thread guard =
        Thread.ofVirtual().name("relay-handshake").start(() -> closeAfter(channel, patience));
    try {
      socket.startHandshake();
    } finally {
      guard.interrupt();
    }
    return new TlsEnd(channel, socket);
  }

  private static void closeAfter(SocketChannel channel, Duration patience) {
    try {
      Thread.sleep(patience);
      channel.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // It was in time.
    } catch (IOException e) {
      LOG.debug("A connection could not be closed", e);
    }
  }

  @Override
  public int read(ByteBuffer buffer) throws IOException {
    int read = socket.getInputStream().read(in, 0, Math.min(in.length, buffer.remaining()));
    if (read > 0) {
      buffer.put(in, 0, read);
    }
    return read;
  }

  @Override
  public void write(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      int length = Math.min(out.length, buffer.remaining());
      buffer.get(out, 0, length);
      socket.getOutputStream().write(out, 0, length);
    }
  }

  @Override
  public void end() throws IOException {
    socket.shutdownOutput();
  }

  /** The channel itself: the socket would wait until a client reads that has stopped to. */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
