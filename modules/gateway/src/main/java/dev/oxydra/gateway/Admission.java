package dev.oxydra.gateway;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who may connect, by the headers of the request. */
final class Admission {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");
  private static final String SCHEME = "bearer ";

  private final byte[] token;
  private final Set<String> origins;
  private final Set<String> hosts;

  /**
   * @param ownEndpoint the gateway's URL as clients see it, {@code ws://127.0.0.1:<port>/ws}
   */
  Admission(
      String token, String ownEndpoint, List<String> allowedOrigins, List<String> allowedHosts) {
    if (token.isBlank()) {
      throw new IllegalArgumentException("The gateway's token is empty");
    }
    this.token = token.getBytes(StandardCharsets.UTF_8);
    this.origins = new HashSet<>(lowerCase(allowedOrigins));
    this.origins.add(originOf(ownEndpoint));
    this.hosts = lowerCase(allowedHosts);
  }

  private static Set<String> lowerCase(List<String> values) {
    return values.stream()
        .map(value -> value.toLowerCase(Locale.ROOT))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The origin of a page that the gateway itself would serve. */
  private static String originOf(String endpoint) {
    URI uri = URI.create(endpoint);
    String scheme = "wss".equals(uri.getScheme()) ? "https" : "http";
    return (scheme + "://" + uri.getAuthority()).toLowerCase(Locale.ROOT);
  }

  /** Why the request is refused for where it comes from or goes to; null when it isn't. */
  @Nullable String refusal(HttpHeaders headers) {
    List<String> host = headers.getAll(HttpHeaderNames.HOST);
    if (host.size() != 1 || !allowsHost(host.getFirst().toLowerCase(Locale.ROOT))) {
      return "The header Host must be loopback or one of gateway.allowed_hosts";
    }
    for (String origin : headers.getAll(HttpHeaderNames.ORIGIN)) {
      if (!origins.contains(origin.toLowerCase(Locale.ROOT))) {
        return "The header Origin must be the gateway's own or one of gateway.allowed_origins";
      }
    }
    return null;
  }

  private boolean allowsHost(String host) {
    String name = host.replaceFirst(":[0-9]{1,5}$", "");
    return LOOPBACK.contains(name) || hosts.contains(name) || hosts.contains(host);
  }

  /** Whether the request carries the token; takes as long for a wrong one as for the right one. */
  boolean hasToken(HttpHeaders headers) {
    List<String> values = headers.getAll(HttpHeaderNames.AUTHORIZATION);
    if (values.size() != 1
        || !values.getFirst().regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return false;
    }
    String given = values.getFirst().substring(SCHEME.length()).strip();
    return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), token);
  }
}
