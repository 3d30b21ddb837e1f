package dev.oxydra.runner.broker;

import dev.oxydra.runner.config.HostName;
import dev.oxydra.runner.config.NetworkEntry;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request to a proxy is for.
 *
 * @param path of the resource with its query; null for a tunnel
 */
record ProxyTarget(HostName host, int port, @Nullable String path) {
  private static final int HTTP_PORT = 80;

  /** RFC 9112, 3.2.2, without user, password and fragment. */
  private static final Pattern ABSOLUTE =
      Pattern.compile(
          "http://([^/?#@\\\\]*)([/?][\\x21\\x23-\\x7e&&[^#]]*)?", Pattern.CASE_INSENSITIVE);

  /** Whether a request is one to a proxy: RFC 9112, 3.2.2 and 3.2.3. */
  static boolean isIn(HttpRequest request) {
    return request.method().equals(HttpMethod.CONNECT)
        || !(request.uri().startsWith("/") || request.uri().equals("*"));
  }

  static ProxyTarget of(HttpRequest request) throws Refusal {
    String uri = request.uri();
    if (request.method().equals(HttpMethod.CONNECT)) {
      return of(uri, 0, null);
    }
    Matcher absolute = ABSOLUTE.matcher(uri);
    if (!absolute.matches()) {
      throw ProxyRefusals.badTarget(
          "The proxy forwards http://host/… without a user or password, and for all else takes CONNECT host:port.");
    }
    String path = absolute.group(2) == null ? "/" : absolute.group(2);
    return of(absolute.group(1), HTTP_PORT, path.startsWith("/") ? path : "/" + path);
  }

  /**
   * @param defaultPort 0 where there must be one
   */
  private static ProxyTarget of(String authority, int defaultPort, @Nullable String path)
      throws Refusal {
    int colon = authority.endsWith("]") ? -1 : authority.lastIndexOf(':');
    if (colon < 0 && defaultPort == 0) {
      throw ProxyRefusals.badTarget("CONNECT needs a host and a port, such as example.org:443.");
    }
    try {
      HostName host = HostName.parse(colon < 0 ? authority : authority.substring(0, colon));
      String port = colon < 0 ? "" : authority.substring(colon + 1);
      boolean none = port.isEmpty() && defaultPort > 0;
      return new ProxyTarget(host, none ? defaultPort : NetworkEntry.port(port), path);
    } catch (IllegalArgumentException e) {
      throw ProxyRefusals.badHost(String.valueOf(e.getMessage()));
    }
  }

  /** As the header Host has it. */
  String authority() {
    return port == HTTP_PORT ? host.toString() : host + ":" + port;
  }
}
