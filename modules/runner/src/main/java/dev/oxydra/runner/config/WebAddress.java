package dev.oxydra.runner.config;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Addresses of servers as the configuration may have them. */
public final class WebAddress {
  private static final int LONGEST = 2000;

  /** What a server might undo into a slash, a backslash, a dot, a percent sign or a control. */
  private static final Pattern ESCAPED_STRUCTURE =
      Pattern.compile("%(2[ef5]|5c|7f|[01][0-9a-f])", Pattern.CASE_INSENSITIVE);

  /** Names that lead to no other network by their nature, as one without a dot does. */
  private static final List<String> LOCAL_NAMES =
      List.of(".localhost", ".local", ".internal", ".lan", ".home.arpa");

  private WebAddress() {}

  /**
   * What is wrong with an address that requests and keys are to be sent to. It never repeats the
   * address, which may hold a password.
   *
   * @return null when nothing is
   */
  public static @Nullable String problem(String url) {
    if (url.length() > LONGEST || url.chars().anyMatch(c -> c <= 0x20 || c >= 0x7f)) {
      return "This must be printable ASCII without spaces, and not longer than " + LONGEST;
    }
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      return "This is not a URL: " + e.getReason();
    }
    if (uri.getRawUserInfo() != null
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null
        || (uri.getRawAuthority() != null && uri.getRawAuthority().contains("@"))) {
      return "This must be without user, query and fragment";
    }
    boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    if (!web || uri.getHost() == null) {
      return "This must be an absolute http or https URL";
    }
    if (uri.getPort() == 0 || uri.getPort() > 65_535) {
      return "This must have a port from 1 to 65535, or none";
    }
    return leadsElsewhere(uri.getRawPath())
        ? "This must be without dots that lead elsewhere"
        : null;
  }

  private static boolean leadsElsewhere(String path) {
    return path.contains("//")
        || ESCAPED_STRUCTURE.matcher(path).find()
        || Arrays.stream(path.split("/", -1))
            .map(segment -> segment.replaceFirst(";.*", ""))
            .anyMatch(segment -> segment.equals(".") || segment.equals(".."));
  }

  /** Whether what is sent there can be read on its way through networks of others. */
  static boolean isReadableOnTheWay(String url) {
    URI uri = URI.create(url);
    return "http".equals(uri.getScheme()) && uri.getHost() != null && !isNear(uri.getHost());
  }

  private static boolean isNear(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    try {
      InetAddress address = InetAddress.ofLiteral(name.replaceAll("[\\[\\]]", ""));
      byte[] bytes = address.getAddress();
      return address.isLoopbackAddress()
          || address.isSiteLocalAddress()
          || address.isLinkLocalAddress()
          // RFC 4193: fc00::/7. RFC 6598: 100.64.0.0/10.
          || (bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc)
          || (bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 0x40);
    } catch (IllegalArgumentException notAnAddress) {
      return !name.contains(".") || LOCAL_NAMES.stream().anyMatch(name::endsWith);
    }
  }
}
