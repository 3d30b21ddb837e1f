package dev.oxydra.shelldaemon;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** Doing the same to several things at a time. */
final class Threads {
  private Threads() {}

  /** Returns when it is done to all. */
  static <T> void all(Collection<T> targets, Consumer<T> action) {
    List<Thread> threads =
        targets.stream()
            .map(target -> Thread.ofVirtual().start(() -> action.accept(target)))
            .toList();
    for (Thread thread : threads) {
      join(thread);
    }
  }

  /** Waits for a thread's end; the interrupt status is kept. */
  static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
