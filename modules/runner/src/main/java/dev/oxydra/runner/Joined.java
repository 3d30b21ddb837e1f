package dev.oxydra.runner;

/** Waiting for threads that are known to end. */
final class Joined {
  private Joined() {}

  /** Waits for a thread's end; an interrupt is kept for later. */
  static void uninterruptibly(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
