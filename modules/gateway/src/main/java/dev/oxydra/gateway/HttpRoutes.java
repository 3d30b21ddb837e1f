package dev.oxydra.gateway;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** All that is served over HTTP but the WebSocket. */
record HttpRoutes(List<HttpRoute> routes) {

  /** A route with the variable parts of the path that led to it, and the query. */
  record Match(HttpRoute route, Map<String, String> segments, Map<String, List<String>> query) {}

  /**
   * Finds the route of a request, by its head alone.
   *
   * @throws HttpRefusalException when there is none, or its body or its answer would be of another
   *     kind
   */
  Match find(HttpRequest head) {
    try {
      QueryStringDecoder uri = new QueryStringDecoder(head.uri());
      List<String> path =
          HttpRoute.parts(uri.rawPath()).stream().map(QueryStringDecoder::decodeComponent).toList();
      Match found = find(head.method(), path, uri);
      requireKinds(found.route(), head.headers());
      return found;
    } catch (IllegalArgumentException e) {
      throw new HttpRefusalException(
          HttpResponseStatus.BAD_REQUEST, "The address is malformed: " + e.getMessage());
    }
  }

  private Match find(HttpMethod method, List<String> path, QueryStringDecoder uri) {
    List<String> methods = new ArrayList<>();
    for (HttpRoute route : routes) {
      Map<String, String> segments = route.match(path);
      if (segments != null && route.method().equals(method)) {
        return new Match(route, segments, uri.parameters());
      }
      if (segments != null) {
        methods.add(route.method().name());
      }
    }
    throw methods.isEmpty() ? nothing() : onlyBy(String.join(", ", methods));
  }

  static HttpRefusalException onlyBy(String methods) {
    return new HttpRefusalException(
            HttpResponseStatus.METHOD_NOT_ALLOWED, "Only " + methods + " is allowed here")
        .with(HttpHeaderNames.ALLOW, methods);
  }

  private HttpRefusalException nothing() {
    return new HttpRefusalException(
        HttpResponseStatus.NOT_FOUND,
        routes.stream()
            .map(route -> String.join("/", route.path()))
            .distinct()
            .collect(Collectors.joining(", ", "There is nothing here; see /ws, ", "")));
  }

  private static void requireKinds(HttpRoute route, HttpHeaders headers) {
    if (route.accepts() != null && !route.accepts().equals(mediaType(headers))) {
      throw new HttpRefusalException(
          HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE,
          "The header Content-Type must be " + route.accepts());
    }
    List<String> wanted = headers.getAll(HttpHeaderNames.ACCEPT);
    if (!wanted.isEmpty() && !allows(String.join(",", wanted), route.gives())) {
      throw new HttpRefusalException(
          HttpResponseStatus.NOT_ACCEPTABLE, "The answer is " + route.gives() + "; see Accept");
    }
  }

  private static String mediaType(HttpHeaders headers) {
    CharSequence type = HttpUtil.getMimeType(headers.get(HttpHeaderNames.CONTENT_TYPE, ""));
    return type == null ? "" : type.toString().strip().toLowerCase(Locale.ROOT);
  }

  /** Whether a header {@code Accept} allows a media type. Only {@code q=0} counts of weights. */
  private static boolean allows(String accept, String mediaType) {
    String group = mediaType.substring(0, mediaType.indexOf('/')) + "/*";
    for (String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] parts = range.strip().split("\\s*;\\s*");
      if (List.of("*/*", group, mediaType).contains(parts[0]) && !List.of(parts).contains("q=0")) {
        return true;
      }
    }
    return false;
  }
}
