package dev.oxydra.embedder;

import dev.oxydra.types.EmbedReply;
import dev.oxydra.types.EmbedRequest;
import dev.oxydra.types.Embedder;
import dev.oxydra.types.EmbedderException;
import dev.oxydra.types.LengthPrefixed;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StreamCorruptedException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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

  /** What a socket is called until it is listened on. */
  private static final String NEW = ".new";

  private final ServerSocketChannel server;
  private final Path socket;
  private final @Nullable Object file;
  private final String model;
  private final Supplier<Embedder> loaded;
  private final Object activity = new Object();
  private int running;
  private long lastNanos = System.nanoTime();
  private boolean stopped;

  private EmbedderServer(
      ServerSocketChannel server, Path socket, String model, Supplier<Embedder> loaded)
      throws IOException {
    this.server = server;
    this.socket = socket;
    this.file = fileAt(socket);
    this.model = model;
    this.loaded = loaded;
  }

  /**
   * Listens, for its owner alone, in the place of a socket that is there, whose process may be on
   * its way out.
   *
   * @param loaded gives the embedder; waits until there is one, and throws why there can't be
   * @throws IOException says what is in the way
   */
  static EmbedderServer listen(Path socket, String model, Supplier<Embedder> loaded)
      throws IOException {
    Path made = socket.resolveSibling(socket.getFileName() + NEW);
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      checkPlace(socket);
      Files.deleteIfExists(made);
      server.bind(UnixDomainSocketAddress.of(made));
      Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
      Files.move(made, socket, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return new EmbedderServer(server, socket, model, loaded);
    } catch (IOException e) {
      server.close();
      throw new IOException("It can't listen on " + socket + ": " + e.getMessage(), e);
    }
  }

  /** A file that somebody may want is not replaced. */
  private static void checkPlace(Path socket) throws IOException {
    if (Files.isRegularFile(socket, LinkOption.NOFOLLOW_LINKS)
        || Files.isDirectory(socket, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException("something else is there");
    }
  }

  /** Which file is there, so that another process's is told from ours. */
  private static @Nullable Object fileAt(Path socket) throws IOException {
    return Files.readAttributes(socket, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
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
      InputStream in = new BufferedInputStream(Channels.newInputStream(client));
      OutputStream out = Channels.newOutputStream(client);
      try {
        converse(in, out);
      } catch (StreamCorruptedException e) {
        LengthPrefixed.write(out, new EmbedReply(model, List.of(), e.getMessage()));
        // With something unread the other side's writing would fail before it has read why.
        client.shutdownOutput();
        long _ = in.transferTo(OutputStream.nullOutputStream());
      }
    } catch (IOException e) {
      LOG.debug("A connection ended", e);
    }
  }

  private void converse(InputStream in, OutputStream out) throws IOException {
    EmbedRequest request = LengthPrefixed.read(in, EmbedRequest.class, MAX_REQUEST);
    while (request != null) {
      LengthPrefixed.write(out, answer(request));
      request = LengthPrefixed.read(in, EmbedRequest.class, MAX_REQUEST);
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

  /** Returns when nobody has asked for so long, or it is stopped. */
  void awaitIdle(Duration limit) throws InterruptedException {
    synchronized (activity) {
      while (!stopped) {
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

  /** Lets {@link #awaitIdle} return. */
  void stop() {
    synchronized (activity) {
      stopped = true;
      activity.notifyAll();
    }
  }

  /** Accepts nobody any more, and removes the socket, unless it is another process's by now. */
  @Override
  public void close() throws IOException {
    stop();
    try (server) {
      if (Files.exists(socket, LinkOption.NOFOLLOW_LINKS) && Objects.equals(fileAt(socket), file)) {
        Files.delete(socket);
      }
    }
  }
}
