package dev.oxydra.runner.broker;

import java.util.Map;
import java.util.Objects;

/**
 * What one guest may ask of the broker. A request sees the same terms from its beginning to its
 * end.
 *
 * @param upstreams the providers that it may reach, by name
 * @param limits how much it may ask for
 * @param network what its tools may reach through the proxy
 */
public record Terms(Map<String, Upstream> upstreams, BrokerLimits limits, NetworkRules network) {
  public Terms {
    upstreams = Map.copyOf(upstreams);
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(network, "network");
  }

  /** With a proxy that reaches nothing. */
  public Terms(Map<String, Upstream> upstreams, BrokerLimits limits) {
    this(upstreams, limits, NetworkRules.NOTHING);
  }
}
