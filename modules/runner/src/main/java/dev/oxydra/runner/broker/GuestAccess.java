package dev.oxydra.runner.broker;

import dev.oxydra.types.UserId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** What all connections of one guest share. */
final class GuestAccess {
  /** How long a request may wait for a key that is known to exist, see {@link Broker.Door}. */
  private static final Duration KEY_PATIENCE = Duration.ofSeconds(30);

  private final UserId user;
  private final BrokerLimits limits;
  private final Semaphore permits;
  private final Upstreams clients;
  private Map<String, Upstream> upstreams;

  /**
   * @param permits one for each request that may still be started
   */
  GuestAccess(
      UserId user,
      Map<String, Upstream> upstreams,
      BrokerLimits limits,
      Semaphore permits,
      Upstreams clients) {
    this.user = user;
    this.upstreams = Map.copyOf(upstreams);
    this.limits = limits;
    this.permits = permits;
    this.clients = clients;
  }

  UserId user() {
    return user;
  }

  synchronized Map<String, Upstream> upstreams() {
    return upstreams;
  }

  BrokerLimits limits() {
    return limits;
  }

  Semaphore permits() {
    return permits;
  }

  Upstreams clients() {
    return clients;
  }

  /** Takes these in place of those that there are, for the requests that follow or wait. */
  synchronized void refresh(Map<String, Upstream> next) {
    upstreams = Map.copyOf(next);
    notifyAll();
  }

  /**
   * Waits until no key is awaited for a provider.
   *
   * @return false when that took too long
   */
  synchronized boolean awaitKey(String provider) throws InterruptedException {
    long deadline = System.nanoTime() + KEY_PATIENCE.toNanos();
    while (awaitsKey(provider)) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  private boolean awaitsKey(String provider) {
    Upstream upstream = upstreams.get(provider);
    return upstream != null && upstream.awaitsKey();
  }
}
