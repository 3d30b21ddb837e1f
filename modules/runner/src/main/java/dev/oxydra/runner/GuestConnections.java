package dev.oxydra.runner;

/**
 * What a guest reaches the world through, and clients over TCP the guest. It stays while the guest
 * is restarted.
 */
interface GuestConnections extends AutoCloseable {
  /** The WebSocket's URL for clients over TCP. */
  String endpoint();

  @Override
  void close();

  /** Opens the connections of one guest. */
  @FunctionalInterface
  interface Opener {
    GuestConnections open();
  }
}
