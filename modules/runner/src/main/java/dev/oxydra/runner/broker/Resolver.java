package dev.oxydra.runner.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/** Finds the addresses of a host. */
@FunctionalInterface
interface Resolver {
  /**
   * Looks a name up.
   *
   * @return at least one, the better ones first
   * @throws IOException when it has none, or that can't be found out in time
   */
  List<InetAddress> resolve(String name) throws IOException, InterruptedException;
}
