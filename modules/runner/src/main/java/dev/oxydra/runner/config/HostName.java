package dev.oxydra.runner.config;

import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A host in the one spelling in which it is compared and looked up. What a resolver might read as
 * another host than a person does is no host at all.
 *
 * @param text a name in lower case without a dot at its end, or an address as the JDK writes it
 * @param address what a literal address says; null for a name
 */
public record HostName(String text, @Nullable InetAddress address) {
  /** RFC 1035, 2.3.4, without the dot at the end. */
  private static final int LONGEST = 253;

  private static final Pattern LABELS =
      Pattern.compile(
          "[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*");

  /** What inet_aton(3), and so many a resolver, takes for an address: no top-level domain is so. */
  private static final Pattern ENDS_IN_A_NUMBER = Pattern.compile("(.*\\.)?([0-9]+|0x[0-9a-f]*)");

  private static final String FOUR_NUMBERS = "(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}";
  private static final Pattern DOTTED = Pattern.compile(FOUR_NUMBERS);

  /** RFC 4291, 2.2. */
  private static final Pattern IPV6 =
      Pattern.compile("[0-9A-Fa-f]*:[0-9A-Fa-f:]*:(" + FOUR_NUMBERS + "|[0-9A-Fa-f]*)");

  /**
   * Reads a host of a URL: a name, an IPv4 address, or an IPv6 address in brackets.
   *
   * @throws IllegalArgumentException says why it is none
   */
  public static HostName parse(String written) {
    if (written.startsWith("[") && written.endsWith("]")) {
      return ofIpv6(written.substring(1, written.length() - 1));
    }
    if (written.contains(":")) {
      throw new IllegalArgumentException("an IPv6 address is written in brackets");
    }
    if (written.chars().anyMatch(c -> c >= 0x7f)) {
      throw new IllegalArgumentException(
          "a name with letters beyond ASCII is written in its xn-- form");
    }
    String name = written.toLowerCase(Locale.ROOT);
    name = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    if (name.length() > LONGEST || !LABELS.matcher(name).matches()) {
      throw new IllegalArgumentException("this is no name of a host");
    }
    return ENDS_IN_A_NUMBER.matcher(name).matches() ? ofIpv4(name) : new HostName(name, null);
  }

  private static HostName ofIpv4(String text) {
    if (!DOTTED.matcher(text).matches()) {
      throw new IllegalArgumentException("an IPv4 address is written as four decimal numbers");
    }
    return ofLiteral(text);
  }

  private static HostName ofIpv6(String text) {
    if (text.contains("%")) {
      throw new IllegalArgumentException("an address with a zone is none that others can reach");
    }
    if (!IPV6.matcher(text).matches()) {
      throw new IllegalArgumentException("this is no IPv6 address");
    }
    return ofLiteral(text);
  }

  /** One that holds an IPv4 address, as ::ffff:192.0.2.1, becomes that: RFC 4291, 2.5.5.2. */
  private static HostName ofLiteral(String text) {
    try {
      InetAddress address = InetAddress.ofLiteral(text);
      return new HostName(address.getHostAddress(), address);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("this is no IP address", e);
    }
  }

  /** As it is written in front of a port. */
  @Override
  public String toString() {
    return text.contains(":") ? "[" + text + "]" : text;
  }
}
