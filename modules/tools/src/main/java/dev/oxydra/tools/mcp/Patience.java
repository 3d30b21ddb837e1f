package dev.oxydra.tools.mcp;

import dev.oxydra.types.RestartPolicy;
import java.time.Duration;

/**
 * How long servers are waited for.
 *
 * @param start what a handshake may take, and each page of a list
 * @param firstTurn what the first turn waits for servers that start
 * @param refresh what a provider call waits for lists that have changed
 * @param alive what a sign of life may take
 * @param leastBackoff the pause after a first failure; it doubles with each
 * @param longestBackoff the longest pause
 */
record Patience(
    Duration start,
    Duration firstTurn,
    Duration refresh,
    Duration alive,
    Duration leastBackoff,
    Duration longestBackoff) {
  /** A first start may download a program. */
  static Patience usual() {
    return new Patience(
        Duration.ofSeconds(60),
        Duration.ofSeconds(10),
        Duration.ofSeconds(3),
        Duration.ofSeconds(5),
        Duration.ofMillis(500),
        Duration.ofSeconds(60));
  }

  /** When a server that fails is tried again. */
  RestartPolicy restarts() {
    return new RestartPolicy(leastBackoff, longestBackoff, Duration.ofMinutes(10), 6);
  }
}
