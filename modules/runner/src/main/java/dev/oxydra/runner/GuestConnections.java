package dev.oxydra.runner;

import dev.oxydra.runner.broker.Upstream;
import java.util.Map;

/**
 * What a guest reaches the world through, and clients over TCP the guest. It stays while the guest
 * is restarted.
 */
interface GuestConnections extends AutoCloseable {
  /** The WebSocket's URL for clients over TCP. */
  String endpoint();

  /** Lets it reach these providers in place of those that it was opened for. */
  void refresh(Map<String, Upstream> upstreams);

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
