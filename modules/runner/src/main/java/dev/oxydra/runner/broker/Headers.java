package dev.oxydra.runner.broker;

import dev.oxydra.runner.config.ApiKey;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which headers pass the broker, in either direction. */
final class Headers {
  /** RFC 9110, section 7.6.1, and what matters between two neighbours only. */
  static final Set<String> HOP_BY_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "proxy-authenticate",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "http2-settings");

  /**
   * Credentials, and what is made anew for the upstream. Answers are asked for uncompressed, so
   * that they can be scrubbed and metered.
   */
  private static final Set<String> NOT_TO_UPSTREAM =
      Set.of(
          "authorization",
          "cookie",
          "host",
          "content-length",
          "expect",
          "accept-encoding",
          "x-api-key",
          "api-key",
          "x-auth-token",
          "x-access-token",
          "x-goog-api-key",
          "forwarded",
          "x-forwarded-for",
          "x-forwarded-host",
          "x-forwarded-proto");

  /** Marks the broker's own answers, whose value is the refusal's code. */
  static final String REFUSAL = "x-oxydra-refusal";

  private static final Set<String> NOT_TO_GUEST = Set.of("set-cookie", "alt-svc", REFUSAL);

  private Headers() {}

  static void toUpstream(HttpHeaders from, Upstream upstream, HttpRequest.Builder to) {
    Set<String> dropped = named(from.getAll(HttpHeaderNames.CONNECTION));
    Set<String> replaced = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    replaced.addAll(upstream.extraHeaders().keySet());
    for (Map.Entry<String, String> header : from) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (!HOP_BY_HOP.contains(name)
          && !NOT_TO_UPSTREAM.contains(name)
          && !dropped.contains(name)
          && !upstream.keyPlacement().isInHeader(name)
          && !replaced.contains(name)) {
        to.header(name, header.getValue());
      }
    }
    to.setHeader("accept-encoding", "identity");
    ApiKey key = upstream.key();
    if (key != null) {
      upstream.keyPlacement().add(key, to);
    }
    upstream.extraHeaders().forEach(to::setHeader);
  }

  static void toGuest(java.net.http.HttpHeaders from, Secrets secrets, HttpHeaders to) {
    Set<String> dropped = named(from.allValues("connection"));
    from.map()
        .forEach((name, values) -> {
          String lower = name.toLowerCase(Locale.ROOT);
          if (!lower.startsWith(":")
              && !HOP_BY_HOP.contains(lower)
              && !NOT_TO_GUEST.contains(lower)
              && !dropped.contains(lower)) {
            to.add(lower, values.stream().map(secrets::mask).toList());
          }
        });
  }

  static Set<String> named(List<String> connection) {
    Set<String> names = new TreeSet<>();
    for (String value : connection) {
      for (String name : value.split(",", -1)) {
        names.add(name.strip().toLowerCase(Locale.ROOT));
      }
    }
    return names;
  }
}
