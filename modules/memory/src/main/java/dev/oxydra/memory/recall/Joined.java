package dev.oxydra.memory.recall;

/** Waiting for a thread's end that an interrupt doesn't end. */
final class Joined {
  private Joined() {}

  /** The interrupt status is kept. */
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
