package dev.oxydra.runner.broker;

import dev.oxydra.types.UserId;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * What all connections of one guest share.
 *
 * @param permits one for each request that may still be started
 */
record GuestAccess(
    UserId user,
    Map<String, Upstream> upstreams,
    BrokerLimits limits,
    Semaphore permits,
    Upstreams clients,
    ProxyAccess proxy,
    ProxyUse proxyUse) {
  GuestAccess {
    upstreams = Map.copyOf(upstreams);
  }
}
