package dev.oxydra.runner;

import java.time.Duration;
import java.util.Objects;

/**
 * What the control socket takes of whoever may open it, so that none of them keeps it from the
 * others.
 *
 * @param connections how many there are at once
 * @param request the longest request, bytes
 * @param patience how long a request may take to arrive, and a reply to be taken
 * @param turn how long a connection keeps its place at least when others wait for one
 */
record ControlLimits(int connections, int request, Duration patience, Duration turn) {
  /** How long a request may be, bytes. */
  static final int LONGEST_REQUEST = 512 << 10;

  /** All of them together fit into a small part of the daemon's heap. */
  static final ControlLimits DEFAULT =
      new ControlLimits(64, LONGEST_REQUEST, Duration.ofSeconds(5), Duration.ofMillis(100));

  ControlLimits {
    Objects.requireNonNull(patience, "patience");
    Objects.requireNonNull(turn, "turn");
  }
}
