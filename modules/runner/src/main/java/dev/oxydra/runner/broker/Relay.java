package dev.oxydra.runner.broker;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Relays a TCP port to a Unix socket, byte for byte; with TLS it ends that. Each direction is a
 * virtual thread that reads no more than it has written, so back-pressure passes through.
 */
public final class Relay implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
  private static final int BUFFER_BYTES = 16 * 1024;

  /** How long a client whose guest has ended the connection may take to end it too. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final ServerSocketChannel server;
  private final UnixDomainSocketAddress target;
  private final Terms terms;
  private final Semaphore places;
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
  private final Thread acceptor = Thread.ofVirtual().name("relay").unstarted(this::accept);
  private volatile boolean closed;

  /** Only the acceptor's. */
  private boolean full;

  private Relay(ServerSocketChannel server, Path target, Terms terms) {
    this.server = server;
    this.target = UnixDomainSocketAddress.of(target);
    this.terms = terms;
    this.places = new Semaphore(terms.maxConnections());
  }

  /**
   * On which terms clients are let in.
   *
   * @param maxConnections how many there are at once; more are closed as they come
   * @param tls what the connections are encrypted with; null for plain ones
   * @param handshakeTimeout how long a client may take until they are
   */
  public record Terms(int maxConnections, @Nullable SSLContext tls, Duration handshakeTimeout) {
    /** Plain connections, a thousand of them. */
    public static final Terms PLAIN = new Terms(1000, null, Duration.ofSeconds(10));

    public Terms {
      Objects.requireNonNull(handshakeTimeout, "handshakeTimeout");
    }
  }

  /** With plain connections, at a loopback address. */
  public static Relay open(InetAddress address, int port, Path target) throws IOException {
    return open(address, port, target, Terms.PLAIN);
  }

  /**
   * Starts to listen. The Unix socket need not exist yet; a connection made while it doesn't is
   * closed at once.
   *
   * @param address a loopback address; with TLS any
   * @param port the port that is taken if it is free; else, and for 0, any
   * @throws IOException when no port can be listened at
   */
  public static Relay open(InetAddress address, int port, Path target, Terms terms)
      throws IOException {
    if (!address.isLoopbackAddress() && terms.tls() == null) {
      throw new IOException(
          "Without TLS a relay listens at loopback addresses only, not at " + address);
    }
    Relay relay = new Relay(bind(address, port), target, terms);
    relay.acceptor.start();
    return relay;
  }

  private static ServerSocketChannel bind(InetAddress address, int port) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    try {
      server.bind(new InetSocketAddress(address, port), 1024);
      return server;
    } catch (BindException taken) {
      server.close();
      if (port == 0) {
        throw new IOException("Can't listen at any port of " + address, taken);
      }
      return bind(address, 0);
    } catch (IOException e) {
      server.close();
      throw new IOException("Can't listen at " + address + " port " + port, e);
    }
  }

  /** The port that is listened at. */
  public int port() {
    return server.socket().getLocalPort();
  }

  private void accept() {
    while (!closed) {
      try {
        SocketChannel client = server.accept();
        if (places.tryAcquire()) {
          full = false;
          register(client);
          Thread.ofVirtual().name("relay-client").start(() -> relay(client));
        } else {
          refuse(client);
        }
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        LOG.warn("The relay to {} could not accept a connection", target, e);
      }
    }
  }

  /** Told once, whoever goes on connecting. */
  private void refuse(SocketChannel client) {
    if (!full) {
      full = true;
      LOG.warn("The relay to {} has {} clients; more are closed", target, terms.maxConnections());
    }
    closeQuietly(client);
  }

  private void relay(SocketChannel client) {
    try (client) {
      client.setOption(java.net.StandardSocketOptions.TCP_NODELAY, true);
      SSLContext tls = terms.tls();
      relay(
          tls == null
              ? new PlainEnd(client)
              : TlsEnd.shakeHands(client, tls, terms.handshakeTimeout()));
    } catch (IOException e) {
      LOG.debug("The relay to {} lost a connection", target, e);
    } finally {
      open.remove(client);
      places.release();
    }
  }

  private void relay(RelayEnd client) throws IOException {
    try (SocketChannel channel = SocketChannel.open(target)) {
      register(channel);
      RelayEnd guest = new PlainEnd(channel);
      CountDownLatch said = new CountDownLatch(1);
      Thread back =
          Thread.ofVirtual()
              .name("relay-guest")
              .start(() -> {
                pump(guest, client);
                leave(client, said);
              });
      pump(client, guest);
      said.countDown();
      join(back);
      open.remove(channel);
    }
  }

  /**
   * The guest has said all and listens no more, so a client that stays has nobody to talk to: it
   * may have missed the end, and takes a place.
   *
   * @param said is counted down when the client has said all
   */
  private static void leave(RelayEnd client, CountDownLatch said) {
    try {
      if (!said.await(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        closeQuietly(client);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Copies until the end, which is passed on; a failure ends both directions. */
  private static void pump(RelayEnd from, RelayEnd to) {
    try (Arena arena = Arena.ofConfined()) {
      ByteBuffer buffer = arena.allocate(BUFFER_BYTES).asByteBuffer();
      while (from.read(buffer) >= 0) {
        buffer.flip();
        to.write(buffer);
        buffer.clear();
      }
      to.end();
    } catch (IOException e) {
      LOG.debug("A relayed connection broke", e);
      closeQuietly(from);
      closeQuietly(to);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void register(SocketChannel channel) {
    open.add(channel);
    if (closed) {
      closeQuietly(channel);
    }
  }

  private static void closeQuietly(SocketChannel channel) {
    closeQuietly(new PlainEnd(channel));
  }

  private static void closeQuietly(RelayEnd end) {
    try {
      end.close();
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
      LOG.warn("The relay to {} could not be closed", target, e);
    }
    open.forEach(Relay::closeQuietly);
    // While a thread is in accept(), the port is listened at even when the channel is closed.
    join(acceptor);
  }
}
