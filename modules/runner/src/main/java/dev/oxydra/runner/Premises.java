package dev.oxydra.runner;

/**
 * What a guest has around it for as long as it is supervised: its workspace, which no other daemon
 * may use, and its connections.
 */
record Premises(WorkspaceLock lock, GuestConnections connections) implements AutoCloseable {
  /**
   * @param port see {@link GuestConnections.Opener#open}
   * @throws RunnerException when another daemon has the workspace, or sockets can't be opened
   */
  static Premises open(GuestPlan plan, DaemonFiles files, int port) {
    WorkspaceLock lock = WorkspaceLock.take(plan.workspace(), files, plan.user());
    try {
      return new Premises(lock, plan.connections().open(port));
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  @Override
  public void close() {
    try (lock) {
      connections.close();
    }
  }
}
