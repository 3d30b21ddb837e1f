package dev.oxydra.runner.config;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * An entry of {@code network.allow}: {@code host}, {@code host:port}, {@code *.domain} or {@code
 * *.domain:port}. A host is a name, an IPv4 address, or an IPv6 address, which needs brackets where
 * a port follows.
 *
 * @param host the host, or the domain
 * @param below whether it stands for all names below the domain, and not for the domain
 * @param port 0 for all ports
 */
public record NetworkEntry(HostName host, boolean below, int port) {
  private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");
  private static final String ANY_BELOW = "*.";

  public NetworkEntry {
    Objects.requireNonNull(host, "host");
  }

  /**
   * Reads an entry.
   *
   * @throws IllegalArgumentException says why it is none
   */
  public static NetworkEntry parse(String text) {
    if (text.contains("/")) {
      throw new IllegalArgumentException("it has no scheme and no path, only host and port");
    }
    if (text.equals("*")) {
      throw new IllegalArgumentException("for all hosts there is policy = open");
    }
    boolean below = text.startsWith(ANY_BELOW);
    String rest = below ? text.substring(ANY_BELOW.length()) : text;
    int colon = portColon(rest);
    String name = colon < 0 ? rest : rest.substring(0, colon);
    boolean bareIpv6 = colon < 0 && name.contains(":") && !name.startsWith("[");
    HostName host = HostName.parse(bareIpv6 ? "[" + name + "]" : name);
    if (below && host.address() != null) {
      throw new IllegalArgumentException("there is nothing below an IP address");
    }
    return new NetworkEntry(host, below, colon < 0 ? 0 : port(rest.substring(colon + 1)));
  }

  private static int portColon(String text) {
    int colon = text.lastIndexOf(':');
    boolean ipv6 = text.startsWith("[") ? text.endsWith("]") : text.indexOf(':') != colon;
    return ipv6 ? -1 : colon;
  }

  /**
   * Reads a port, 1 to 65535.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static int port(String text) {
    int port = PORT.matcher(text).matches() ? Integer.parseInt(text) : 0;
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("a port is 1 to 65535");
    }
    return port;
  }

  /** Whether it stands for this host and port. */
  public boolean matches(HostName asked, int askedPort) {
    boolean sameHost =
        below
            ? asked.address() == null && asked.text().endsWith("." + host.text())
            : asked.text().equals(host.text());
    return sameHost && (port == 0 || port == askedPort);
  }

  /** Whether it names exactly this host and this port, and nothing else. */
  public boolean names(HostName asked, int askedPort) {
    return !below && port != 0 && matches(asked, askedPort);
  }
}
