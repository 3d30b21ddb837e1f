package dev.oxydra.endtoend;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Another user's guest, asked again and again how it is while something goes on that must not
 * disturb it.
 */
final class Neighbour implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final Path socket;
  private final ExecutorService asking =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("neighbour").factory());

  private final AtomicLong longestNanos = new AtomicLong();
  private final AtomicInteger answers = new AtomicInteger();
  private volatile String failure = "";

  /**
   * @param socket its gateway's
   */
  Neighbour(Path socket) {
    this.socket = socket;
    asking.execute(this::ask);
  }

  private void ask() {
    while (!Thread.currentThread().isInterrupted()) {
      long begun = System.nanoTime();
      try {
        if (!answer().startsWith("HTTP/1.1 200")) {
          failure = "It answered otherwise.";
        }
        answers.incrementAndGet();
      } catch (IOException e) {
        failure = Thread.currentThread().isInterrupted() ? failure : "It did not answer: " + e;
      }
      longestNanos.accumulateAndGet(System.nanoTime() - begun, Math::max);
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private String answer() throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      channel.write(
          ByteBuffer.wrap(
              "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII)));
      ByteBuffer answer = ByteBuffer.allocate(1024);
      channel.read(answer);
      return new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
    }
  }

  /** What went wrong; empty when nothing did. */
  String failure() {
    return failure;
  }

  @Override
  public String toString() {
    return "%d answers, the slowest after %d ms"
        .formatted(answers.get(), longestNanos.get() / 1_000_000);
  }

  @Override
  public void close() {
    asking.shutdownNow();
    asking.close();
  }
}
