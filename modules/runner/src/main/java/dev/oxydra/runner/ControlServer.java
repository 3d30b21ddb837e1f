package dev.oxydra.runner;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.oxydra.types.LengthPrefixed;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StreamCorruptedException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daemon's control socket. Whoever may open it may command the daemon: its mode is 0600, and
 * its folder's 0700.
 */
final class ControlServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);

  private static final Duration LAST_REPLIES = Duration.ofSeconds(2);

  private final Path socket;
  private final ServerSocketChannel listener;
  private final Function<ControlRequest, ControlReply> handler;
  private final ExecutorService connections =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("control-", 0).factory());

  private ControlServer(
      Path socket, ServerSocketChannel listener, Function<ControlRequest, ControlReply> handler) {
    this.socket = socket;
    this.listener = listener;
    this.handler = handler;
  }

  /**
   * Listens; takes the place of a socket file that a killed daemon left, which the caller's lock
   * makes safe.
   *
   * @param handler answers a request on a virtual thread of its own
   */
  static ControlServer listen(Path socket, Function<ControlRequest, ControlReply> handler)
      throws IOException {
    Files.deleteIfExists(socket);
    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      listener.bind(UnixDomainSocketAddress.of(socket));
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      listener.close();
      throw e;
    }
    ControlServer server = new ControlServer(socket, listener, handler);
    server.connections.execute(server::accept);
    return server;
  }

  private void accept() {
    while (listener.isOpen()) {
      try {
        SocketChannel connection = listener.accept();
        connections.execute(() -> serve(connection));
      } catch (ClosedChannelException | RejectedExecutionException e) {
        return; // Closed.
      } catch (IOException e) {
        LOG.warn("A control connection could not be accepted", e);
      }
    }
  }

  private void serve(SocketChannel connection) {
    try (connection) {
      OutputStream out = Channels.newOutputStream(connection);
      try {
        ControlRequest request =
            LengthPrefixed.read(Channels.newInputStream(connection), ControlRequest.class);
        if (request != null) {
          LengthPrefixed.write(out, handler.apply(request));
        }
      } catch (JsonProcessingException | StreamCorruptedException e) {
        LOG.info("A control request was not understood: {}", e.getMessage());
        LengthPrefixed.write(out, ControlReply.notUnderstood());
      }
    } catch (IOException e) {
      LOG.info("A control connection broke: {}", e.getMessage());
    }
  }

  /** Stops listening; replies that are on their way get a moment. */
  @Override
  public void close() throws IOException {
    try (listener) {
      Files.deleteIfExists(socket);
    }
    connections.shutdown();
    try {
      if (!connections.awaitTermination(LAST_REPLIES.toMillis(), TimeUnit.MILLISECONDS)) {
        connections.shutdownNow();
      }
    } catch (InterruptedException e) {
      connections.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
