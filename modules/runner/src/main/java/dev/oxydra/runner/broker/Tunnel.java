package dev.oxydra.runner.broker;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two connections that are one from now on: RFC 9110, 9.3.6. Each direction is a virtual thread
 * that reads no more than it has written, so back-pressure passes through, and ends by itself.
 */
final class Tunnel {
  private static final Logger LOG = LoggerFactory.getLogger(Tunnel.class);
  private static final int BUFFER_BYTES = 64 * 1024;

  private final SocketChannel guest;
  private final SocketChannel server;
  private final LongPredicate counter;
  private final long idleNanos;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong received = new AtomicLong();
  private volatile long lastNanos = System.nanoTime();
  private volatile @Nullable Future<?> watch;

  /**
   * @param counter is told how many bytes pass, and says whether more may
   * @param idle how long nothing may pass until both are closed
   */
  Tunnel(SocketChannel guest, SocketChannel server, LongPredicate counter, Duration idle) {
    this.guest = guest;
    this.server = server;
    this.counter = counter;
    this.idleNanos = idle.toNanos();
  }

  /** How many bytes the guest has sent. */
  long sent() {
    return sent.get();
  }

  /** How many bytes the guest was sent. */
  long received() {
    return received.get();
  }

  /**
   * Returns when both have ended. Interrupting the thread ends them.
   *
   * @param early what the guest has sent already
   * @param timer looks whether anything still passes
   */
  void run(byte[] early, EventLoop timer) {
    watch = timer.schedule(() -> look(timer), idleNanos, TimeUnit.NANOSECONDS);
    Thread back =
        Thread.ofVirtual()
            .name("tunnel-back")
            .start(() -> pump(server, guest, received, new byte[0]));
    pump(guest, server, sent, early);
    join(back);
    Future<?> last = watch;
    if (last != null) {
      last.cancel(false);
    }
    close();
  }

  private void look(EventLoop timer) {
    long left = idleNanos - (System.nanoTime() - lastNanos);
    if (left <= 0) {
      close();
    } else {
      watch = timer.schedule(() -> look(timer), left, TimeUnit.NANOSECONDS);
    }
  }

  /** Copies until the end, which is passed on; a failure ends both directions. */
  private void pump(SocketChannel from, SocketChannel to, AtomicLong sum, byte[] first) {
    try (Arena arena = Arena.ofConfined()) {
      ByteBuffer buffer = arena.allocate(BUFFER_BYTES).asByteBuffer();
      write(ByteBuffer.wrap(first), to, sum);
      while (from.read(buffer) >= 0) {
        write(buffer.flip(), to, sum);
        buffer.clear();
      }
      to.shutdownOutput();
    } catch (IOException e) {
      LOG.debug("A tunnel broke", e);
      close();
    }
  }

  private void write(ByteBuffer bytes, SocketChannel to, AtomicLong sum) throws IOException {
    int count = bytes.remaining();
    sum.addAndGet(count);
    while (bytes.hasRemaining()) {
      to.write(bytes);
    }
    lastNanos = System.nanoTime();
    if (!counter.test(count)) {
      throw new IOException("No more bytes may pass today");
    }
  }

  /** Is interrupted when the guest has gone; then the other thread ends too. */
  private void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
        close();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void close() {
    for (SocketChannel each : new SocketChannel[] {guest, server}) {
      try {
        each.close();
      } catch (IOException e) {
        LOG.debug("A connection could not be closed", e);
      }
    }
  }
}
