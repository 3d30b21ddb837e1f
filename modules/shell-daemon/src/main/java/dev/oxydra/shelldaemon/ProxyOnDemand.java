package dev.oxydra.shelldaemon;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Opens the way to the broker's proxy with the first command, so that nobody waits for it. */
final class ProxyOnDemand implements AutoCloseable {
  private final @Nullable Path socket;
  private @Nullable LoopbackForwarder forwarder;
  private boolean closed;

  /**
   * @param socket the proxy's; null for none
   */
  ProxyOnDemand(@Nullable Path socket) {
    this.socket = socket;
  }

  /** The variables that lead a command to the proxy; none where that can't be. */
  synchronized Map<String, String> environment() {
    if (forwarder == null && socket != null && !closed) {
      try {
        forwarder = LoopbackForwarder.open(socket);
      } catch (IOException e) {
        LoggerFactory.getLogger(ProxyOnDemand.class).warn("Commands have no way to the proxy", e);
      }
    }
    return forwarder == null ? Map.of() : forwarder.environment();
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (forwarder != null) {
      forwarder.close();
    }
  }
}
