package dev.oxydra.runner.broker;

import dev.oxydra.types.UserId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all connections of one guest share. */
final class GuestAccess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GuestAccess.class);
  private static final int MOST_WARNINGS = 100;

  /** A channel waits for messages with one request, and sends and fetches files with others. */
  private static final int MOST_OF_CHANNELS = 16;

  /** How long a connection that was closed may take to say what became of its request. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  /** How long a request may wait for a key that is known to exist, see {@link Broker.Door}. */
  private static final Duration KEY_PATIENCE = Duration.ofSeconds(30);

  private final UserId user;
  private final Upstreams clients;
  private final ProxyAccess proxy;
  private final InstantSource clock;
  private final Allowance allowance;
  private final EgressLog egress;
  private final Slots slots = new Slots(() -> this.terms().limits().maxConcurrentRequests());
  private final Slots channelSlots = new Slots(() -> MOST_OF_CHANNELS);
  private final Set<Thread> connections = ConcurrentHashMap.newKeySet();
  private final Set<String> warned = ConcurrentHashMap.newKeySet();
  private volatile Terms terms;

  GuestAccess(
      UserId user,
      DoorFiles files,
      Terms terms,
      Upstreams clients,
      ProxyAccess proxy,
      InstantSource clock) {
    this.proxy = proxy;
    this.user = user;
    this.terms = terms;
    this.clients = clients;
    this.clock = clock;
    this.allowance =
        new Allowance(() -> this.terms.limits(), new AllowanceFile(files.allowance()), clock);
    this.egress = EgressLog.open(files.egressLog());
  }

  UserId user() {
    return user;
  }

  Upstreams clients() {
    return clients;
  }

  ProxyAccess proxy() {
    return proxy;
  }

  InstantSource clock() {
    return clock;
  }

  Allowance allowance() {
    return allowance;
  }

  EgressLog egress() {
    return egress;
  }

  Terms terms() {
    return terms;
  }

  /** From the next request on, and for those that wait for a key. */
  synchronized void refresh(Terms next) {
    terms = next;
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
    Upstream upstream = terms.upstreams().get(provider);
    return upstream != null && upstream.awaitsKey();
  }

  /** Those of all requests but a channel's. */
  Slots slots() {
    return slots;
  }

  /** Those of requests to an upstream: one that waits for messages holds up no model. */
  Slots slots(Upstream upstream) {
    return upstream.isChannel() ? channelSlots : slots;
  }

  /** Warns once, of something that would else be said with each request. */
  void warnOnce(String message) {
    if (warned.size() < MOST_WARNINGS && warned.add(message)) {
      LOG.warn("{}: {}", user, message);
    }
  }

  /** A connection that {@link #close} waits for begins, or ends. */
  void began(Thread connection) {
    connections.add(connection);
  }

  void ended(Thread connection) {
    connections.remove(connection);
  }

  /** Writes down what there is to; the connections must be closed. */
  @Override
  public void close() {
    long end = System.nanoTime() + LAST_WORDS.toNanos();
    try {
      for (Thread each : connections) {
        boolean _ = each.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    allowance.close();
    egress.close();
  }
}
