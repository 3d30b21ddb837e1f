package dev.oxydra.guest;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Closes everything that was registered, the last first. What is registered after that is closed at
 * once.
 */
final class Closer implements AutoCloseable {
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private boolean closed;

  /** Registers {@code resource} and returns it. */
  synchronized <T extends AutoCloseable> T register(T resource) throws Exception {
    if (closed) {
      resource.close();
      throw new IllegalStateException("Closed while starting");
    }
    open.push(resource);
    return resource;
  }

  /** The first failure is thrown when all are closed, with the others as suppressed. */
  @Override
  public synchronized void close() throws Exception {
    closed = true;
    Exception failure = null;
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
