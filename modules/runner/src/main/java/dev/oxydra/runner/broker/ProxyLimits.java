package dev.oxydra.runner.broker;

import java.time.Duration;
import java.util.Objects;

/**
 * What the proxy gives one user.
 *
 * @param maxConnections how many connections to servers there are at once; more are refused
 * @param connectTimeout how long it may take to connect, with all addresses of a host
 * @param idleTimeout how long nothing may pass in either direction until a connection is closed
 */
record ProxyLimits(int maxConnections, Duration connectTimeout, Duration idleTimeout) {
  static final ProxyLimits USUAL =
      new ProxyLimits(128, Duration.ofSeconds(20), Duration.ofMinutes(10));

  ProxyLimits {
    Objects.requireNonNull(connectTimeout, "connectTimeout");
    Objects.requireNonNull(idleTimeout, "idleTimeout");
  }
}
