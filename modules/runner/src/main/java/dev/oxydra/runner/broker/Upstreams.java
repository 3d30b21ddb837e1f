package dev.oxydra.runner.broker;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The clients over which upstreams are reached, with their pools of connections. No redirect is
 * followed.
 */
final class Upstreams implements AutoCloseable {
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("broker-upstream-", 0).factory());
  private final Map<Duration, HttpClient> byConnectTimeout = new ConcurrentHashMap<>();

  HttpClient client(Upstream upstream) {
    return byConnectTimeout.computeIfAbsent(upstream.connectTimeout(), this::open);
  }

  private HttpClient open(Duration connectTimeout) {
    return HttpClient.newBuilder()
        .executor(threads)
        .connectTimeout(connectTimeout)
        .followRedirects(HttpClient.Redirect.NEVER)
        .build();
  }

  @Override
  public void close() {
    byConnectTimeout.values().forEach(HttpClient::shutdownNow);
    threads.shutdownNow();
  }
}
