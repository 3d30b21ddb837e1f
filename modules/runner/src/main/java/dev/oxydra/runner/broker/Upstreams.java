package dev.oxydra.runner.broker;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The clients over which upstreams are reached, with their pools of connections. No redirect is
 * followed.
 */
final class Upstreams implements AutoCloseable {
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("broker-upstream-", 0).factory());
  private final Map<Duration, HttpClient> byConnectTimeout = new ConcurrentHashMap<>();
  private final @Nullable SSLContext trust;

  /**
   * @param trust which servers are trusted; null for those that the JDK trusts
   */
  Upstreams(@Nullable SSLContext trust) {
    this.trust = trust;
  }

  HttpClient client(Upstream upstream) {
    return byConnectTimeout.computeIfAbsent(upstream.connectTimeout(), this::open);
  }

  private HttpClient open(Duration connectTimeout) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .executor(threads)
            .connectTimeout(connectTimeout)
            .followRedirects(HttpClient.Redirect.NEVER);
    return (trust == null ? builder : builder.sslContext(trust)).build();
  }

  @Override
  public void close() {
    byConnectTimeout.values().forEach(HttpClient::shutdownNow);
    threads.shutdownNow();
  }
}
