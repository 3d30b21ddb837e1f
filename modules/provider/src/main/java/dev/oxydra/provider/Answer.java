package dev.oxydra.provider;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One answer while it comes in; its bytes are read from this stream, by one thread. Closing it, at
 * any time, closes the connection. Being interrupted while reading is an {@link
 * InterruptedIOException}, and leaves the thread's interrupt flag set.
 */
final class Answer extends InputStream {
  /**
   * More than any answer of a model takes on the wire; keeps a runaway server out of our memory.
   */
  static final long MAX_BODY = 64L << 20;

  private static final Logger log = LoggerFactory.getLogger(Answer.class);

  private final Channel channel;
  private final SignalQueue signals;
  private final Timeouts timeouts;
  private final long firstByteBy;
  private final Signal.Head head;
  private byte[] chunk = new byte[0];
  private int position;
  private long received;
  private boolean ended;

  /** Waits for the head of the answer. */
  Answer(Channel channel, SignalQueue signals, Timeouts timeouts)
      throws IOException, InterruptedException {
    this.channel = channel;
    this.signals = signals;
    this.timeouts = timeouts;
    this.firstByteBy = System.nanoTime() + timeouts.firstByte().toNanos();
    this.head = awaitHead();
  }

  int status() {
    return head.status();
  }

  HttpHeaders headers() {
    return head.headers();
  }

  /**
   * Up to {@code limit} bytes as text: as much as there is, should the rest break off.
   *
   * @throws InterruptedException when the calling thread is interrupted
   */
  String beginning(int limit) throws InterruptedException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      while (text.size() < limit && fill()) {
        int count = Math.min(limit - text.size(), chunk.length - position);
        text.write(chunk, position, count);
        position += count;
      }
    } catch (InterruptedIOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("cancelled");
      }
    } catch (IOException e) {
      log.debug("an error's text broke off", e);
    }
    return text.toString(StandardCharsets.UTF_8);
  }

  private Signal.Head awaitHead() throws IOException, InterruptedException {
    return switch (await()) {
      case Signal.Head found -> found;
      case Signal.Broken(IOException cause) -> throw cause;
      case Signal.Chunk _, Signal.End _ ->
          throw new MalformedHttpException("sent a body without a head", null);
    };
  }

  private Signal await() throws IOException, InterruptedException {
    boolean first = received == 0;
    Duration patience = first ? Duration.ofNanos(firstByteBy - System.nanoTime()) : timeouts.idle();
    Signal signal = signals.next(patience.isNegative() ? Duration.ZERO : patience);
    if (signal == null) {
      throw new StalledException(
          first
              ? "sent nothing for %d s".formatted(timeouts.firstByte().toSeconds())
              : "stopped in mid-answer and sent nothing for %d s"
                  .formatted(timeouts.idle().toSeconds()));
    }
    return signal;
  }

  @Override
  public int read() throws IOException {
    return fill() ? chunk[position++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, chunk.length - position);
    System.arraycopy(chunk, position, target, offset, count);
    position += count;
    return count;
  }

  /** Sees to it that there is a byte to read; false at the end. */
  private boolean fill() throws IOException {
    while (position == chunk.length) {
      if (ended) {
        return false;
      }
      try {
        take(await());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        InterruptedIOException interrupted = new InterruptedIOException("cancelled");
        interrupted.initCause(e);
        throw interrupted;
      }
    }
    return true;
  }

  private void take(Signal signal) throws IOException {
    switch (signal) {
      case Signal.Chunk(byte[] bytes) -> {
        received += bytes.length;
        if (received > MAX_BODY) {
          throw new MalformedHttpException("sent more than " + (MAX_BODY >> 20) + " MiB", null);
        }
        chunk = bytes;
        position = 0;
      }
      case Signal.End() -> ended = true;
      case Signal.Broken(IOException cause) -> throw cause;
      case Signal.Head _ ->
          throw new MalformedHttpException("sent two answers to one request", null);
    }
  }

  @Override
  public void close() {
    channel.close().awaitUninterruptibly();
  }
}
