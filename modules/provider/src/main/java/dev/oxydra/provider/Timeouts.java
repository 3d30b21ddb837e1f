package dev.oxydra.provider;

import dev.oxydra.types.ProviderRoute;
import java.time.Duration;
import java.util.Objects;

/**
 * How long to wait.
 *
 * @param connect for a connection; the broker is next door
 * @param firstByte from sending a request to the first byte of its answer's body
 * @param idle between two pieces of the body
 */
record Timeouts(Duration connect, Duration firstByte, Duration idle) {
  private static final Duration CONNECT = Duration.ofSeconds(10);

  Timeouts {
    Objects.requireNonNull(connect, "connect");
    Objects.requireNonNull(firstByte, "first_byte");
    Objects.requireNonNull(idle, "idle");
  }

  static Timeouts of(ProviderRoute route) {
    return new Timeouts(CONNECT, route.timeouts().firstToken(), route.timeouts().idle());
  }
}
