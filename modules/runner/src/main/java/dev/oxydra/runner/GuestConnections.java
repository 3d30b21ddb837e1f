package dev.oxydra.runner;

import java.util.function.Predicate;

/**
 * What a guest reaches the world through, and clients over TCP the guest. It stays while the guest
 * is restarted.
 */
interface GuestConnections extends AutoCloseable {
  /** The WebSocket's URL for clients over TCP. */
  String endpoint();

  /**
   * Puts in force what of another plan can be while the guest runs.
   *
   * @return which keys that are, by their names in {@link Settings}
   */
  default Predicate<String> refresh(GuestPlan next) {
    return key -> false;
  }

  @Override
  void close();

  /** Opens the connections of one guest. */
  @FunctionalInterface
  interface Opener {
    GuestConnections open();
  }
}
