package dev.oxydra.runner;

import dev.oxydra.runner.broker.Terms;

/**
 * What a guest reaches the world through, and clients over TCP the guest. It stays while the guest
 * is restarted.
 */
interface GuestConnections extends AutoCloseable {
  /** The WebSocket's URL for clients over TCP. */
  String endpoint();

  /** Lets it ask for this in place of what it was opened for. */
  void refresh(Terms terms);

  /** Whether that puts a key of the configuration in force, by its name in {@link Settings}. */
  default boolean isLive(String key) {
    return false;
  }

  @Override
  void close();

  /** Opens the connections of one guest. */
  @FunctionalInterface
  interface Opener {
    /**
     * Opens them.
     *
     * @param port the port for clients over TCP that is wished for; 0 for any, or the one that was
     *     last used
     */
    GuestConnections open(int port);
  }
}
