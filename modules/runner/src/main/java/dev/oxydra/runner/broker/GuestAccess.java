package dev.oxydra.runner.broker;

import dev.oxydra.types.UserId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all connections of one guest share. */
final class GuestAccess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GuestAccess.class);
  private static final int MOST_WARNINGS = 100;

  /** How long a connection that was closed may take to say what became of its request. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  private final UserId user;
  private final Upstreams clients;
  private final ProxyAccess proxy;
  private final InstantSource clock;
  private final Allowance allowance;
  private final EgressLog egress;
  private final AtomicInteger running = new AtomicInteger();
  private final Set<Thread> connections = ConcurrentHashMap.newKeySet();
  private final Set<String> warned = ConcurrentHashMap.newKeySet();
  private volatile Terms terms;

  /**
   * What may be asked. A request sees the same ones from its beginning to its end.
   *
   * @param upstreams the providers by name
   * @param network what tools may reach through the proxy
   */
  record Terms(Map<String, Upstream> upstreams, BrokerLimits limits, NetworkRules network) {
    Terms {
      upstreams = Map.copyOf(upstreams);
    }
  }

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

  /** From the next request on. */
  void refresh(Terms next) {
    terms = next;
  }

  /** Whether one more request may run; if so it has to {@link #end}. */
  boolean begin() {
    int most = terms.limits().maxConcurrentRequests();
    return running.getAndUpdate(now -> now < most ? now + 1 : now) < most;
  }

  void end() {
    running.decrementAndGet();
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
