package dev.oxydra.memory;

/** Waiting that an interrupt doesn't end. */
final class Threads {
  private Threads() {}

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
