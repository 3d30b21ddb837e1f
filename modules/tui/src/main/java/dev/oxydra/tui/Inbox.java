package dev.oxydra.tui;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the UI thread. It has an end: whoever brings more than the screen can take waits,
 * so that a long replay stays with the server and not in this program's memory.
 */
final class Inbox implements Consumer<Input>, AutoCloseable {
  private static final int CAPACITY = 64;

  private final BlockingQueue<Input> waiting = new ArrayBlockingQueue<>(CAPACITY);
  private volatile boolean closed;

  /** Adds one, when there is room; after {@link #close()} it is dropped. */
  @Override
  public void accept(Input input) {
    try {
      while (!closed && !waiting.offer(input, 1, TimeUnit.SECONDS)) {
        // The screen is busy.
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The next one; waits until there is one. */
  Input take() throws InterruptedException {
    return waiting.take();
  }

  /** The next one; null when there is none within that time. */
  @Nullable Input poll(long nanos) throws InterruptedException {
    return waiting.poll(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    closed = true;
    waiting.clear();
  }
}
