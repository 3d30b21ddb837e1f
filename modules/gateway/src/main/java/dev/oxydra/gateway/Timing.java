package dev.oxydra.gateway;

import java.time.Duration;

/**
 * How long a connection may be silent.
 *
 * @param ping without a byte from the client, after which it is pinged; after twice that the
 *     connection is closed
 * @param stall while something waits to be sent and none of it is
 */
record Timing(Duration ping, Duration stall) {
  static final Timing DEFAULT = new Timing(Duration.ofSeconds(30), Duration.ofSeconds(60));
}
