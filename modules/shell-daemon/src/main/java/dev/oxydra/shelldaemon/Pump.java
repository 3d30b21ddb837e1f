package dev.oxydra.shelldaemon;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import org.slf4j.LoggerFactory;

/** Carries one of a command's outputs to who takes it. */
final class Pump {
  private static final int CHUNK = 32 << 10;

  private final InputStream from;
  private final Sink to;
  private final Runnable onHangUp;
  private final Thread thread = Thread.ofVirtual().unstarted(this::run);
  private boolean ended;

  /** When it began to wait for output, in {@link System#nanoTime}; writing doesn't count. */
  private long idleSince;

  private boolean reading;

  /**
   * @param onHangUp is run when it is taken no more
   */
  Pump(InputStream from, Sink to, Runnable onHangUp) {
    this.from = from;
    this.to = to;
    this.onHangUp = onHangUp;
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      byte[] buffer = new byte[CHUNK];
      for (int length = read(buffer); length >= 0; length = read(buffer)) {
        to.take(Arrays.copyOf(buffer, length));
      }
    } catch (IOException e) {
      LoggerFactory.getLogger(Pump.class).debug("The client or the command went away", e);
      onHangUp.run();
    } finally {
      end();
    }
  }

  private int read(byte[] buffer) throws IOException {
    reading(true);
    try {
      return from.read(buffer);
    } finally {
      reading(false);
    }
  }

  private synchronized void reading(boolean now) {
    reading = now;
    idleSince = System.nanoTime();
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Waits for the end of the output, or until there was none for a while. */
  synchronized void awaitEnd(Duration idle) {
    long from = System.nanoTime();
    try {
      while (!ended) {
        long left = idle.toNanos() - (System.nanoTime() - Math.max(from, idleSince));
        if (!reading) {
          wait();
        } else if (left > 0) {
          wait(left / 1_000_000 + 1);
        } else {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes output; waits where its own reader is slow. */
  @FunctionalInterface
  interface Sink {
    void take(byte[] data) throws IOException;
  }
}
