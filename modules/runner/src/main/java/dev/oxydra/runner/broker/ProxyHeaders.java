package dev.oxydra.runner.broker;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Which headers of a proxied request pass, in either direction. */
final class ProxyHeaders {
  /** Says for which tool a guest asks. */
  static final String TOOL = "oxydra-tool";

  private static final Set<String> NOT_TO_SERVER = Set.of(TOOL, "host", "expect", "content-length");

  private ProxyHeaders() {}

  static void toServer(HttpHeaders from, ProxyTarget target, HttpHeaders to) {
    Set<String> dropped = Headers.named(from.getAll(HttpHeaderNames.CONNECTION));
    // RFC 9112, 3.2.2: the target decides, whatever the request's own header says.
    to.set(HttpHeaderNames.HOST, target.authority());
    for (Map.Entry<String, String> header : from) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (passes(name, dropped) && !NOT_TO_SERVER.contains(name)) {
        to.add(header.getKey(), header.getValue());
      }
    }
    to.add(HttpHeaderNames.VIA, "1.1 oxydra");
    to.set(HttpHeaderNames.CONNECTION, "close");
  }

  static void toGuest(HttpHeaders from, HttpHeaders to) {
    Set<String> dropped = Headers.named(from.getAll(HttpHeaderNames.CONNECTION));
    for (Map.Entry<String, String> header : from) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (passes(name, dropped) && !name.equals(Headers.REFUSAL)) {
        to.add(header.getKey(), header.getValue());
      }
    }
  }

  private static boolean passes(String name, Set<String> dropped) {
    return !Headers.HOP_BY_HOP.contains(name) && !dropped.contains(name);
  }
}
