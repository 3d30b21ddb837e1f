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
  synchronized <T extends AutoCloseable> T register(T resource) {
    open.push(resource);
    if (closed) {
      close();
      throw new IllegalStateException("Closed while starting");
    }
    return resource;
  }

  /**
   * Closes all, whatever fails.
   *
   * @throws GuestException with the first failure as its cause and the others as suppressed
   */
  @Override
  public synchronized void close() {
    closed = true;
    GuestException failure = null;
    while (!open.isEmpty()) {
      AutoCloseable resource = open.pop();
      try {
        resource.close();
      } catch (Exception e) {
        if (failure == null) {
          failure = new GuestException("Can't close " + resource.getClass().getSimpleName(), e);
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
