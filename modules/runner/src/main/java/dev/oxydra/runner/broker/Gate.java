package dev.oxydra.runner.broker;

import dev.oxydra.runner.broker.NetworkRules.Verdict;
import dev.oxydra.runner.config.HostName;
import dev.oxydra.runner.config.ProxiedTool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Decides where a user's connections may go, on the very addresses that are then dialled. */
final class Gate {
  /** Of one user at once, so that names that nobody answers for cost few threads. */
  private static final int MOST_LOOKUPS = 8;

  private final Resolver resolver;
  private final Semaphore lookups = new Semaphore(MOST_LOOKUPS);

  Gate(Resolver resolver) {
    this.resolver = resolver;
  }

  /**
   * Looks a host up, once.
   *
   * @param rules what the user's tools may reach
   * @return where to connect to, all of which was checked
   */
  List<InetSocketAddress> admit(NetworkRules rules, ProxiedTool tool, HostName host, int port)
      throws Refusal, IOException {
    return switch (rules.verdict(tool, host, port)) {
      case Verdict.Refused refused ->
          throw ProxyRefusals.forbidden(tool, host, port, refused.why(), refused.remedy());
      case Verdict.Allowed allowed -> {
        List<InetAddress> found = lookUp(host);
        if (!allowed.exactly()) {
          check(rules, tool, host, port, found);
        }
        yield found.stream().map(address -> new InetSocketAddress(address, port)).toList();
      }
    };
  }

  private List<InetAddress> lookUp(HostName host) throws Refusal, IOException {
    if (host.address() != null) {
      return List.of(host.address());
    }
    boolean permitted = false;
    try {
      lookups.acquire();
      permitted = true;
      return resolver.resolve(host.text());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("The guest has gone", e);
    } catch (IOException e) {
      throw ProxyRefusals.unknownHost(host, e);
    } finally {
      if (permitted) {
        lookups.release();
      }
    }
  }

  /** One that isn't public forbids them all: nobody can say which would be dialled. */
  private static void check(
      NetworkRules rules, ProxiedTool tool, HostName host, int port, List<InetAddress> found)
      throws Refusal {
    for (InetAddress address : found) {
      String special = special(address);
      if (special != null) {
        String why =
            host.address() != null
                ? "it is " + special
                : "its address is " + address.getHostAddress() + ", " + special;
        throw ProxyRefusals.forbidden(tool, host, port, why, rules.remedy(tool, host, port));
      }
    }
  }

  private static @Nullable String special(InetAddress address) {
    String special = AddressRules.special(address.getAddress());
    return special == null && isOwn(address) ? "an address of this machine" : special;
  }

  /** Services of this machine that don't expect guests may listen at all of its addresses. */
  private static boolean isOwn(InetAddress address) {
    try {
      return NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      return true; // Who doesn't know doesn't let pass.
    }
  }
}
