package dev.oxydra.shelldaemon;

import java.io.IOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Accepts connections, each on a virtual thread of its own. */
final class Daemon implements AutoCloseable {
  /** The size of {@code sun_path}: unix(7). */
  private static final int MAX_PATH = 108;

  private final ServerSocketChannel server;
  private final Path socket;
  private final Desk desk;
  private final ProxyOnDemand proxy;
  private volatile boolean closed;

  private Daemon(ServerSocketChannel server, Path socket, @Nullable Path proxy) {
    this.server = server;
    this.proxy = new ProxyOnDemand(proxy);
    this.socket = socket;
    this.desk =
        new Desk(
            Objects.requireNonNull(socket.toAbsolutePath().getParent()), this.proxy::environment);
  }

  /**
   * Listens, for the user alone; a socket that nobody listens on any more is replaced.
   *
   * @param proxy the socket of the broker's proxy, for commands; null for none
   * @throws IOException says in its message what is in the way
   */
  static Daemon listen(Path socket, @Nullable Path proxy) throws IOException {
    int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
    if (length > MAX_PATH) {
      throw new IOException(
          "the path has "
              + length
              + " bytes and a Unix socket's may have "
              + MAX_PATH
              + "; choose a shorter one");
    }
    removeStale(socket);
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(socket));
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
      return new Daemon(server, socket, proxy);
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  private static void removeStale(Path socket) throws IOException {
    if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    BasicFileAttributes file =
        Files.readAttributes(socket, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!file.isOther()) {
      throw new FileAlreadyExistsException("a file that is not a socket is there; move it away");
    }
    try (SocketChannel live = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      throw new BindException("a process listens on " + live.getRemoteAddress() + " already");
    } catch (BindException e) {
      throw e;
    } catch (IOException e) {
      Files.delete(socket);
    }
  }

  /** Serves until it is closed. */
  void run() {
    while (!closed) {
      try {
        SocketChannel client = server.accept();
        Thread.ofVirtual().start(() -> new Conversation(client, desk).run());
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        LoggerFactory.getLogger(Daemon.class).warn("A connection was not accepted", e);
      }
    }
  }

  /** Kills what runs, and removes the socket. */
  @Override
  public void close() {
    closed = true;
    try {
      server.close();
      Files.deleteIfExists(socket);
    } catch (IOException e) {
      LoggerFactory.getLogger(Daemon.class).warn("{} was not removed", socket, e);
    }
    desk.close();
    proxy.close();
  }
}
