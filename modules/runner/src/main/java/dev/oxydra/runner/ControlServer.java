package dev.oxydra.runner;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daemon's control socket. Whoever may open it may command the daemon: its mode is 0600 from
 * the moment that it is there, its folder's 0700, and {@link ControlPeer} looks at who it is.
 */
final class ControlServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);

  private static final Duration LAST_REPLIES = Duration.ofSeconds(2);
  private static final Duration AFTER_FAILURE = Duration.ofMillis(100);
  private static final int BACKLOG = 128;

  /** No longer than the socket's own, which has been found to be short enough. */
  private static final String NEW = ".new";

  private final Path socket;
  private final ServerSocketChannel listener;
  private final Function<ControlRequest, ControlReply> handler;
  private final ControlLimits limits;
  private final ControlPeer peer;
  private final ControlPlaces places;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofVirtual().name("control-clock").factory());
  private final ExecutorService connections =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("control-", 0).factory());

  private ControlServer(
      Path socket,
      ServerSocketChannel listener,
      Function<ControlRequest, ControlReply> handler,
      ControlLimits limits)
      throws IOException {
    this.socket = socket;
    this.listener = listener;
    this.handler = handler;
    this.limits = limits;
    this.peer = ControlPeer.ownerOf(socket);
    this.places = new ControlPlaces(limits);
  }

  static ControlServer listen(Path socket, Function<ControlRequest, ControlReply> handler)
      throws IOException {
    return listen(socket, handler, ControlLimits.DEFAULT);
  }

  /**
   * Listens; takes the place of a socket file that a killed daemon left, which the caller's lock
   * makes safe.
   *
   * @param handler answers a request on a virtual thread of its own
   */
  static ControlServer listen(
      Path socket, Function<ControlRequest, ControlReply> handler, ControlLimits limits)
      throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      Path made = socket.resolveSibling(NEW);
      Files.deleteIfExists(made);
      listener.bind(UnixDomainSocketAddress.of(made), BACKLOG);
      Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
      Files.move(made, socket, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      ControlServer server = new ControlServer(socket, listener, handler, limits);
      server.connections.execute(server::accept);
      return server;
    } catch (IOException e) {
      listener.close();
      throw e;
    }
  }

  private void accept() {
    while (listener.isOpen()) {
      try {
        admit(listener.accept());
      } catch (ClosedChannelException | RejectedExecutionException e) {
        return; // Closed.
      } catch (InterruptedException e) {
        return; // Closing.
      } catch (IOException e) {
        LOG.warn("A control connection could not be accepted", e);
        pause();
      }
    }
  }

  /** What fails now, as without descriptors, fails again at once. */
  private static void pause() {
    try {
      Thread.sleep(AFTER_FAILURE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void admit(SocketChannel channel) throws IOException, InterruptedException {
    ControlConnection connection = new ControlConnection(channel, limits, clock);
    try {
      if (peer.mayCommand(channel) && places.take(connection)) {
        connections.execute(() -> serve(connection));
        return;
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      connection.close();
      throw e;
    }
    LOG.debug("A control connection was refused");
    connection.close();
  }

  private void serve(ControlConnection connection) {
    try (connection) {
      connection.serve(handler);
    } finally {
      places.giveBack(connection);
    }
  }

  /** Stops listening; replies that are on their way get a moment. */
  @Override
  public void close() throws IOException {
    try (listener) {
      Files.deleteIfExists(socket);
    }
    connections.shutdown();
    places.closeWaiting();
    try {
      if (!connections.awaitTermination(LAST_REPLIES.toMillis(), TimeUnit.MILLISECONDS)) {
        connections.shutdownNow();
      }
    } catch (InterruptedException e) {
      connections.shutdownNow();
      Thread.currentThread().interrupt();
    }
    clock.shutdownNow();
  }
}
