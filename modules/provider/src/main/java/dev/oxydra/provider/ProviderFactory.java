package dev.oxydra.provider;

import dev.oxydra.types.Provider;
import dev.oxydra.types.ProviderRoute;
import java.net.SocketAddress;

/** Makes a provider. Nothing is loaded or connected before its first call. */
@FunctionalInterface
public interface ProviderFactory {
  /**
   * Makes one that is not connected yet.
   *
   * @param route which provider, and its limits
   * @param address where every connection goes, whatever the host in the route's URL: the broker's
   *     Unix socket, or an Internet address
   */
  Provider create(ProviderRoute route, SocketAddress address);
}
