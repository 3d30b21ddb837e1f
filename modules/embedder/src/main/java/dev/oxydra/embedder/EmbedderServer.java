package dev.oxydra.embedder;

import dev.oxydra.types.EmbedReply;
import dev.oxydra.types.EmbedRequest;
import dev.oxydra.types.Embedder;
import dev.oxydra.types.EmbedderException;
import dev.oxydra.types.LengthPrefixed;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@link EmbedRequest}s on a Unix socket, each connection on a virtual thread of its own.
 * The model is loaded when it listens; who asks before that is done waits.
 */
final class EmbedderServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbedderServer.class);

  /** The longest request, in bytes: 4 MiB. */
  private static final int MAX_REQUEST = 4 << 20;

  private final ServerSocketChannel server;
  private final Path socket;
  private final String model;
  private final Supplier<Embedder> loaded;
  private final Object activity = new Object();
  private int running;
  private long lastNanos = System.nanoTime();
  private boolean closed;

  private EmbedderServer(
      ServerSocketChannel server, Path socket, String model, Supplier<Embedder> loaded) {
    this.server = server;
    this.socket = socket;
    this.model = model;
    this.loaded = loaded;
  }

  /**
   * Listens, for its owner alone; what was left behind by another process is replaced.
   *
   * @param loaded gives the embedder; waits until there is one, and throws why there can't be
   */
  static EmbedderServer listen(Path socket, String model, Supplier<Embedder> loaded)
      throws IOException {
    Files.deleteIfExists(socket);
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(socket));
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
      return new EmbedderServer(server, socket, model, loaded);
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  /** Serves until it is closed. */
  void run() {
    while (true) {
      try {
        SocketChannel client = server.accept();
        Thread.ofVirtual().name("embedder-connection").start(() -> serve(client));
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        LOG.warn("A connection was not accepted", e);
      }
    }
  }

  private void serve(SocketChannel client) {
    try (client) {
      InputStream in = Channels.newInputStream(client);
      OutputStream out = Channels.newOutputStream(client);
      EmbedRequest request = LengthPrefixed.read(in, EmbedRequest.class, MAX_REQUEST);
      while (request != null) {
        LengthPrefixed.write(out, answer(request));
        request = LengthPrefixed.read(in, EmbedRequest.class, MAX_REQUEST);
      }
    } catch (IOException e) {
      LOG.debug("A connection ended", e);
    }
  }

  private EmbedReply answer(EmbedRequest request) {
    begin();
    try {
      return EmbedReply.of(model, loaded.get().embed(request.purpose(), request.input()));
    } catch (EmbedderException e) {
      return new EmbedReply(model, List.of(), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new EmbedReply(model, List.of(), "The embedder is stopping");
    } finally {
      end();
    }
  }

  private void begin() {
    synchronized (activity) {
      running++;
    }
  }

  private void end() {
    synchronized (activity) {
      running--;
      lastNanos = System.nanoTime();
    }
  }

  /** Returns when nobody has asked for so long, or it is closed. */
  void awaitIdle(Duration limit) throws InterruptedException {
    synchronized (activity) {
      while (!closed) {
        long left = running > 0 ? limit.toNanos() : limit.toNanos() - sinceLast();
        if (left <= 0) {
          return;
        }
        activity.wait(left / 1_000_000 + 1);
      }
    }
  }

  private long sinceLast() {
    return System.nanoTime() - lastNanos;
  }

  /** Accepts nobody any more, and removes the socket. */
  @Override
  public void close() throws IOException {
    synchronized (activity) {
      closed = true;
      activity.notifyAll();
    }
    try (server) {
      Files.deleteIfExists(socket);
    }
  }
}
