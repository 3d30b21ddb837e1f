package dev.oxydra.runner.broker;

import dev.oxydra.types.UserId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * The way out of guests. On a Unix socket per guest it takes {@code ANY
 * /providers/<name>/<rest>?<query>} over HTTP/1.1 and forwards it to that provider's {@code
 * base_url}, with the key that the guest never sees; both directions are streamed.
 */
public final class Broker implements AutoCloseable {
  /**
   * Opens a guest's socket, of mode 0600, in place of one that was left behind.
   *
   * @param socket at most 107 bytes long; its folder must be there
   * @param upstreams the providers that the guest may reach, by name
   * @return closes the socket and everything that goes on over it
   * @throws IOException when it can't be listened at
   */
  public Door open(UserId user, Path socket, Map<String, Upstream> upstreams, BrokerLimits limits)
      throws IOException {
    throw new IOException("Can't listen at " + socket);
  }

  /** One guest's socket. */
  public interface Door extends AutoCloseable {
    @Override
    void close();
  }

  /** Closes all sockets and what goes on over them. */
  @Override
  public void close() {}
}
