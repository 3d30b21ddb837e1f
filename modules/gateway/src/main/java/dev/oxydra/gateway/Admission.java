package dev.oxydra.gateway;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.CookieHeaderNames;
import io.netty.handler.codec.http.cookie.DefaultCookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import io.netty.handler.codec.http.cookie.ServerCookieEncoder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Who may connect, by the headers of the request. */
final class Admission {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");
  private static final String SCHEME = "bearer ";
  private static final String COOKIE = "oxydra_token";

  private final byte[] token;
  private final Set<String> origins;
  private final Set<String> hosts;
  private final boolean secure;

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
    this.secure = ownEndpoint.startsWith("wss:");
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

  /**
   * Looks where the request comes from and goes to.
   *
   * @throws HttpRefusal when it may not
   */
  void requireWelcome(HttpHeaders headers) {
    List<String> host = headers.getAll(HttpHeaderNames.HOST);
    if (host.size() != 1 || !allowsHost(host.getFirst().toLowerCase(Locale.ROOT))) {
      throw new HttpRefusal(
          HttpResponseStatus.FORBIDDEN,
          "The header Host must be loopback or one of gateway.allowed_hosts");
    }
    for (String origin : headers.getAll(HttpHeaderNames.ORIGIN)) {
      if (!origins.contains(origin.toLowerCase(Locale.ROOT))) {
        throw new HttpRefusal(
            HttpResponseStatus.FORBIDDEN,
            "The header Origin must be the gateway's own or one of gateway.allowed_origins");
      }
    }
  }

  private boolean allowsHost(String host) {
    String name = host.replaceFirst(":[0-9]{1,5}$", "");
    return LOOPBACK.contains(name) || hosts.contains(name) || hosts.contains(host);
  }

  /** What a request shows of the token. */
  enum Credential {
    /** Nothing. */
    NONE,
    /** Something that is not the token. */
    WRONG,
    /** The token, in a header that no page can make a browser send. */
    BEARER,
    /** The token, in the cookie that a browser sends by itself. */
    COOKIE
  }

  /**
   * What the request shows; it takes as long to find out for a wrong token as for the right one.
   */
  Credential credential(HttpHeaders headers) {
    List<String> bearers = headers.getAll(HttpHeaderNames.AUTHORIZATION);
    if (!bearers.isEmpty()) {
      return bearers.size() == 1 && isBearer(bearers.getFirst())
          ? Credential.BEARER
          : Credential.WRONG;
    }
    List<String> cookies =
        headers.getAll(HttpHeaderNames.COOKIE).stream()
            .flatMap(header -> ServerCookieDecoder.STRICT.decodeAll(header).stream())
            .filter(cookie -> cookie.name().equals(COOKIE))
            .map(Cookie::value)
            .toList();
    if (cookies.isEmpty()) {
      return Credential.NONE;
    }
    return cookies.size() == 1 && isToken(cookies.getFirst())
        ? Credential.COOKIE
        : Credential.WRONG;
  }

  /**
   * Looks whether the request has the token. Browsers send the cookie by themselves, whoever made
   * them: with it, a request that does more than read must say where it comes from.
   *
   * @param changes whether it does more than read
   * @throws HttpRefusal when it has not
   */
  Credential requireToken(HttpHeaders headers, boolean changes) {
    Credential credential = credential(headers);
    if (credential == Credential.NONE || credential == Credential.WRONG) {
      throw HttpRefusal.withoutToken();
    }
    if (changes && credential == Credential.COOKIE && !headers.contains(HttpHeaderNames.ORIGIN)) {
      throw new HttpRefusal(
          HttpResponseStatus.FORBIDDEN, "With the cookie, the header Origin is needed here");
    }
    return credential;
  }

  private boolean isBearer(String header) {
    return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && isToken(header.substring(SCHEME.length()).strip());
  }

  /** Whether it is the token; takes as long for a wrong one as for the right one. */
  boolean isToken(String given) {
    return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), token);
  }

  /**
   * The value of {@code Set-Cookie} that logs a browser in, or out.
   *
   * @param given the token; empty to take it away
   */
  String cookie(String given) {
    DefaultCookie cookie = new DefaultCookie(COOKIE, given);
    cookie.setPath("/");
    cookie.setHttpOnly(true);
    cookie.setSecure(secure);
    cookie.setSameSite(CookieHeaderNames.SameSite.Strict);
    if (given.isEmpty()) {
      cookie.setMaxAge(0);
    }
    return ServerCookieEncoder.STRICT.encode(cookie);
  }
}
