package dev.oxydra.channels.telegram;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * A Unix socket for a client that knows only {@link Socket}: wherever it is told to connect to, it
 * connects to one path. It has no timeouts; closing it ends what waits.
 */
final class UnixSocket extends Socket {
  private final Path path;
  private @Nullable SocketChannel channel;

  private UnixSocket(Path path) {
    this.path = path;
  }

  /** Makes sockets that lead to {@code path}. */
  static SocketFactory factory(Path path) {
    return new SocketFactory() {
      @Override
      public Socket createSocket() {
        return new UnixSocket(path);
      }

      @Override
      public Socket createSocket(String host, int port) throws IOException {
        return connected();
      }

      @Override
      public Socket createSocket(String host, int port, InetAddress local, int localPort)
          throws IOException {
        return connected();
      }

      @Override
      public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected();
      }

      @Override
      public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
          throws IOException {
        return connected();
      }

      private Socket connected() throws IOException {
        Socket socket = createSocket();
        socket.connect(new java.net.InetSocketAddress(anywhere(), 1), 0);
        return socket;
      }
    };
  }

  /** An address that stands for the path. */
  static InetAddress anywhere() {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // it has four bytes
    }
  }

  @Override
  public void connect(SocketAddress ignored, int timeout) throws IOException {
    synchronized (this) {
      if (super.isClosed()) {
        throw new java.net.SocketException("Socket closed");
      }
      channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
    }
  }

  private synchronized SocketChannel open() throws IOException {
    if (channel == null) {
      throw new java.net.SocketException("Socket is not connected");
    }
    return channel;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return Channels.newInputStream(open());
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return Channels.newOutputStream(open());
  }

  @Override
  public synchronized boolean isConnected() {
    return channel != null;
  }

  @Override
  public synchronized boolean isInputShutdown() {
    return channel != null && !channel.isOpen();
  }

  @Override
  public synchronized boolean isOutputShutdown() {
    return isInputShutdown();
  }

  /** The caller's own time limit closes the socket. */
  @Override
  public void setSoTimeout(int timeout) {}

  @Override
  public int getSoTimeout() {
    return 0;
  }

  @Override
  public void setTcpNoDelay(boolean on) {}

  @Override
  public synchronized void close() throws IOException {
    super.close();
    if (channel != null) {
      channel.close();
    }
  }
}
