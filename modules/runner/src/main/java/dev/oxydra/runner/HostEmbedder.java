package dev.oxydra.runner;

import dev.oxydra.types.EmbedReply;
import dev.oxydra.types.EmbedRequest;
import dev.oxydra.types.LengthPrefixed;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An embedder's process: started when it is asked, and again when it has ended. It ends by itself
 * when nobody asks it, and when the daemon lets go of its standard input, be it by a crash.
 */
final class HostEmbedder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HostEmbedder.class);

  private final Supplier<List<String>> command;
  private final Path socket;
  private final Path log;
  private final Patience patience;
  private final Deque<SocketChannel> idle = new ConcurrentLinkedDeque<>();
  private @Nullable Process process;
  private long failedNanos;
  private String failure = "";
  private boolean closed;

  /**
   * How long it may take.
   *
   * @param start to listen
   * @param answer a batch, with a model that is still to be loaded
   * @param pause before it is started again after it has failed
   * @param end to end when it is asked to
   */
  record Patience(Duration start, Duration answer, Duration pause, Duration end) {
    static final Patience USUAL =
        new Patience(
            Duration.ofSeconds(20),
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5));
  }

  /**
   * @param command what is run; it prints a line when it listens at {@code socket}
   * @param log what it says is appended to it
   */
  HostEmbedder(Supplier<List<String>> command, Path socket, Path log, Patience patience) {
    this.command = command;
    this.socket = socket;
    this.log = log;
    this.patience = patience;
  }

  /** Asks it; a connection to a process that has ended meanwhile is no reason to fail. */
  EmbedReply embed(EmbedRequest request) throws IOException {
    SocketChannel known = idle.poll();
    if (known != null && isRunning()) {
      return embed(known, request);
    }
    if (known != null) {
      known.close();
    }
    return embed(connect(), request);
  }

  private synchronized boolean isRunning() {
    return process != null && process.isAlive() && Files.exists(socket);
  }

  private EmbedReply embed(SocketChannel channel, EmbedRequest request) throws IOException {
    Thread limit = Thread.ofVirtual().name("embedder-limit").start(() -> closeLater(channel));
    try {
      LengthPrefixed.write(Channels.newOutputStream(channel), request);
      EmbedReply reply = LengthPrefixed.read(Channels.newInputStream(channel), EmbedReply.class);
      if (reply == null) {
        throw new EOFException("it has ended");
      }
      idle.push(channel);
      return reply;
    } catch (IOException e) {
      channel.close();
      if (!Thread.currentThread().isInterrupted()) {
        failed("The embedder gave no answer: " + e.getMessage());
      }
      throw new IOException("The embedder gave no answer; it is started again", e);
    } finally {
      limit.interrupt();
    }
  }

  private void closeLater(SocketChannel channel) {
    try {
      Thread.sleep(patience.answer());
      channel.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // There was an answer.
    } catch (IOException e) {
      LOG.debug("A connection to the embedder could not be closed", e);
    }
  }

  /** What hangs or has crashed makes place for another one, after a pause. */
  private synchronized void failed(String why) {
    LOG.warn("{}; {} may say more", why, log);
    failedNanos = System.nanoTime();
    failure = why;
    kill();
  }

  private synchronized SocketChannel connect() throws IOException {
    if (closed) {
      throw new IOException("The daemon is ending");
    }
    if (!isRunning()) {
      long since = System.nanoTime() - failedNanos;
      if (!failure.isEmpty() && since < patience.pause().toNanos()) {
        throw new IOException(failure + "; it is started again in a moment");
      }
      start();
    }
    return SocketChannel.open(UnixDomainSocketAddress.of(socket));
  }

  private void start() throws IOException {
    kill();
    try {
      process = started();
      failure = "";
    } catch (IOException | RunnerException e) {
      failed("The embedder can't be started: " + e.getMessage());
      throw new IOException(failure, e);
    }
  }

  private Process started() throws IOException {
    Path folder = socket.toAbsolutePath().getParent();
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    BoundedLog.bound(log);
    ProcessBuilder builder =
        new ProcessBuilder(command.get())
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().clear();
    Process started = builder.start();
    try {
      awaitLine(started);
      return started;
    } catch (IOException e) {
      end(started, Duration.ZERO);
      throw e;
    }
  }

  private void awaitLine(Process started) throws IOException {
    // Ends with the process at the latest.
    BufferedReader said = started.inputReader();
    FutureTask<String> line = new FutureTask<>(said::readLine);
    Thread.ofVirtual().name("embedder-start").start(line);
    try {
      if (line.get(patience.start().toMillis(), TimeUnit.MILLISECONDS) == null) {
        throw new IOException("it has ended");
      }
    } catch (TimeoutException e) {
      throw new IOException("it did not listen within " + patience.start().toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IOException("it can't be heard", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("nobody waits for it any more", e);
    }
  }

  private void kill() {
    for (SocketChannel left = idle.poll(); left != null; left = idle.poll()) {
      try {
        left.close();
      } catch (IOException e) {
        LOG.debug("A connection to the embedder could not be closed", e);
      }
    }
    Process running = process;
    process = null;
    if (running != null) {
      end(running, closed ? patience.end() : Duration.ZERO);
    }
  }

  /** Lets go of it, and makes an end of it when it takes too long. */
  private void end(Process running, Duration grace) {
    try {
      running.getOutputStream().close();
      if (!running.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
        running.descendants().forEach(ProcessHandle::destroyForcibly);
        running.destroyForcibly();
      }
      Files.deleteIfExists(socket);
    } catch (IOException e) {
      LOG.warn("The embedder was not ended in good order", e);
      running.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      running.destroyForcibly();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    kill();
  }
}
