package dev.oxydra.shelldaemon;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads programs that know proxies at TCP ports only to the proxy's Unix socket, byte for byte. It
 * listens at a loopback address, which in a network namespace of its own nobody else reaches.
 */
public final class LoopbackForwarder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LoopbackForwarder.class);

  /** Fewer than the broker takes of one socket. */
  private static final int MOST_CONNECTIONS = 200;

  private static final int BUFFER_BYTES = 64 * 1024;

  private final ServerSocketChannel server;
  private final UnixDomainSocketAddress target;
  private final Semaphore places = new Semaphore(MOST_CONNECTIONS);
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
  private final Thread acceptor = Thread.ofVirtual().name("forwarder").unstarted(this::accept);
  private volatile boolean closed;

  private LoopbackForwarder(ServerSocketChannel server, Path target) {
    this.server = server;
    this.target = UnixDomainSocketAddress.of(target);
  }

  /**
   * Listens at a free port.
   *
   * @param target the Unix socket, which need not be there yet; while it isn't, connections are
   *     closed as they come
   * @throws IOException when no port can be listened at
   */
  public static LoopbackForwarder open(Path target) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    try {
      server.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 128);
    } catch (IOException e) {
      server.close();
      throw e;
    }
    LoopbackForwarder forwarder = new LoopbackForwarder(server, target);
    forwarder.acceptor.start();
    return forwarder;
  }

  /** The port that is listened at. */
  public int port() {
    return server.socket().getLocalPort();
  }

  /**
   * The variables by which programs find a proxy.
   *
   * @see <a href="https://curl.se/docs/manpage.html#ENVIRONMENT">curl(1)</a>, whose names others
   *     share
   */
  public Map<String, String> environment() {
    String proxy = "http://127.0.0.1:" + port();
    String direct = "localhost,127.0.0.1";
    return Map.of(
        "HTTP_PROXY", proxy,
        "HTTPS_PROXY", proxy,
        "http_proxy", proxy,
        "https_proxy", proxy,
        "NO_PROXY", direct,
        "no_proxy", direct);
  }

  private void accept() {
    while (!closed) {
      try {
        SocketChannel client = server.accept();
        if (places.tryAcquire()) {
          register(client);
          Thread.ofVirtual().name("forwarder-client").start(() -> forward(client));
        } else {
          client.close();
        }
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        LOG.warn("A connection for the proxy was not accepted", e);
      }
    }
  }

  private void forward(SocketChannel client) {
    try (client;
        SocketChannel proxy = SocketChannel.open(target)) {
      client.setOption(StandardSocketOptions.TCP_NODELAY, true);
      register(proxy);
      Thread back = Thread.ofVirtual().name("forwarder-back").start(() -> pump(proxy, client));
      pump(client, proxy);
      Threads.join(back);
      open.remove(proxy);
    } catch (IOException e) {
      LOG.debug("A connection to the proxy broke", e);
    } finally {
      open.remove(client);
      places.release();
    }
  }

  /** Copies until the end, which is passed on; a failure ends both directions. */
  private static void pump(SocketChannel from, SocketChannel to) {
    try (Arena arena = Arena.ofConfined()) {
      ByteBuffer buffer = arena.allocate(BUFFER_BYTES).asByteBuffer();
      while (from.read(buffer) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
        buffer.clear();
      }
      to.shutdownOutput();
    } catch (IOException e) {
      LOG.debug("A connection to the proxy broke", e);
      closeQuietly(from);
      closeQuietly(to);
    }
  }

  private void register(SocketChannel channel) {
    open.add(channel);
    if (closed) {
      closeQuietly(channel);
    }
  }

  private static void closeQuietly(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("A connection could not be closed", e);
    }
  }

  /** Stops listening and closes all connections. */
  @Override
  public void close() {
    closed = true;
    try {
      server.close();
    } catch (IOException e) {
      LOG.warn("The port of the proxy could not be closed", e);
    }
    open.forEach(LoopbackForwarder::closeQuietly);
    // While a thread is in accept(), the port is listened at even when the channel is closed.
    Threads.join(acceptor);
  }
}
