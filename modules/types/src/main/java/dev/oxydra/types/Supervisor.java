package dev.oxydra.types;

import java.time.Duration;

/**
 * Looks after the parts of a guest that may fail: says when each may be tried again, and when one
 * fails too often leaves it alone for a while and tells the user. Its methods may be called by any
 * thread.
 */
public interface Supervisor {
  /** Knows of no failures: everything may be tried at any time. */
  Supervisor NONE =
      new Supervisor() {
        @Override
        public Duration failed(ChildSpec child, String why) {
          return Duration.ZERO;
        }

        @Override
        public void worked(ChildSpec child) {}

        @Override
        public Duration pause(ChildSpec child) {
          return Duration.ZERO;
        }

        @Override
        public void keep(ChildSpec child, Task task) throws InterruptedException {
          task.run();
        }
      };

  /** What a child does until it ends or fails. */
  @FunctionalInterface
  interface Task {
    void run() throws InterruptedException;
  }

  /**
   * A child has failed.
   *
   * @param why for people
   * @return how long it is to be left alone
   */
  Duration failed(ChildSpec child, String why);

  /** A child has done what it is for: what failed before doesn't count any more. */
  void worked(ChildSpec child);

  /** How long a child is still to be left alone; zero when it may be tried. */
  Duration pause(ChildSpec child);

  /** Runs a child, and again whenever it fails, until it ends or this thread is interrupted. */
  void keep(ChildSpec child, Task task) throws InterruptedException;
}
