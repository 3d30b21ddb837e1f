package dev.oxydra.runner.broker;

import dev.oxydra.runner.config.ApiKeys;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a request goes.
 *
 * @param target below the upstream's base URL, always
 */
record Route(Upstream upstream, URI target) {
  /** The target's path, with asterisks for a key that is in it. */
  String shownPath() {
    return new Secrets(upstream).mask(target.getRawPath());
  }

  /** Without the query, where the key may be. */
  @Override
  public String toString() {
    return "Route[" + upstream + ", " + shownPath() + "]";
  }

  private static final String PREFIX = "/providers/";

  /** Leads to the configured search, see {@link ApiKeys#SEARCH}. */
  private static final String SEARCH = "/search";

  /** What isn't a provider among upstreams. */
  private static final Set<String> OTHERS =
      Set.of(ApiKeys.SEARCH, ApiKeys.EMBEDDINGS, ApiKeys.TELEGRAM);

  private static final Set<HttpMethod> METHODS =
      Set.of(
          HttpMethod.GET,
          HttpMethod.HEAD,
          HttpMethod.POST,
          HttpMethod.PUT,
          HttpMethod.PATCH,
          HttpMethod.DELETE,
          HttpMethod.OPTIONS);

  /** RFC 3986's path characters; escapes are looked at apart. */
  private static final Pattern PATH = Pattern.compile("[A-Za-z0-9\\-._~!$&'()*+,;=:@%/]*");

  private static final Pattern QUERY = Pattern.compile("[A-Za-z0-9\\-._~!$&'()*+,;=:@%/?]*");

  /** Names under which providers take keys in a query; to Google's a dollar sign may belong. */
  private static final Pattern KEY_NAME =
      Pattern.compile("\\s*\\$?(key|api[_-]?key|(access|auth|oauth)[_-]?token)\\s*");

  /**
   * What a server might undo into a slash, a backslash, a dot, a percent sign or a control
   * character.
   */
  private static final Pattern ESCAPED_STRUCTURE =
      Pattern.compile("%(?![0-9a-f]{2})|%(2f|5c|2e|25|7f|[01][0-9a-f])");

  static Route of(HttpRequest request, Map<String, Upstream> upstreams) throws Refusal {
    if (!METHODS.contains(request.method())) {
      throw new Refusal(
          HttpResponseStatus.METHOD_NOT_ALLOWED,
          "invalid_request_error",
          "method_not_allowed",
          "The broker doesn't take "
              + request.method()
              + "; it forwards requests to providers only");
    }
    String uri = request.uri();
    int question = uri.indexOf('?');
    String path = question < 0 ? uri : uri.substring(0, question);
    String query = question < 0 ? "" : uri.substring(question);
    if (path.equals(SEARCH)) {
      return ofSearch(request, query, upstreams.get(ApiKeys.SEARCH));
    }
    if (path.equals(EmbedExchange.PATH)) {
      return ofEmbeddings(request, query, upstreams.get(ApiKeys.EMBEDDINGS));
    }
    if (TelegramRoute.isIn(path)) {
      return TelegramRoute.of(request, path, query, upstreams.get(ApiKeys.TELEGRAM));
    }
    if (!path.startsWith(PREFIX)) {
      throw notFound(
          "no_such_route",
          "The broker has nothing at this path, only /providers/<name>/…, /telegram/…, /search and /embeddings");
    }
    int slash = path.indexOf('/', PREFIX.length());
    String name = path.substring(PREFIX.length(), slash < 0 ? path.length() : slash);
    String rest = slash < 0 ? "" : path.substring(slash);
    refuseTricks(rest, query);
    Upstream upstream = upstreams.get(name);
    if (upstream == null) {
      throw notFound(
          "unknown_provider",
          "There is no such provider; configured are "
              + String.join(
                  ", ",
                  upstreams.keySet().stream()
                      .filter(it -> !OTHERS.contains(it))
                      .sorted()
                      .toList()));
    }
    return to(upstream, rest, query);
  }

  private static Route ofSearch(HttpRequest request, String query, @Nullable Upstream search)
      throws Refusal {
    if (!request.method().equals(HttpMethod.GET)) {
      throw new Refusal(
          HttpResponseStatus.METHOD_NOT_ALLOWED,
          "invalid_request_error",
          "method_not_allowed",
          "A search is asked with GET");
    }
    refuseTricks("", query);
    if (search == null) {
      throw notFound(
          "no_search", "No search is configured here; see tools.web.search in agent.conf");
    }
    return to(search, "", query);
  }

  private static Route ofEmbeddings(
      HttpRequest request, String query, @Nullable Upstream embeddings) throws Refusal {
    if (!request.method().equals(HttpMethod.POST)) {
      throw new Refusal(
          HttpResponseStatus.METHOD_NOT_ALLOWED,
          "invalid_request_error",
          "method_not_allowed",
          "Vectors are asked for with POST");
    }
    refuseTricks("", query);
    if (embeddings == null) {
      throw notFound(
          "no_embeddings", "Nobody makes vectors here; see memory.embedding.backend in agent.conf");
    }
    return to(embeddings, EmbedExchange.PATH, query);
  }

  private static Route to(Upstream upstream, String rest, String query) {
    String clean = withoutKeys(query, upstream.keyPlacement());
    String whole =
        upstream.key() == null ? clean : upstream.keyPlacement().query(upstream.key(), clean);
    return new Route(upstream, URI.create(upstream.baseUrl() + rest + whole));
  }

  /** The guest has no key of its own; what it takes for one must not go in place of ours. */
  static String withoutKeys(String query, KeyPlacement placement) {
    if (query.isEmpty()) {
      return "";
    }
    String kept =
        Arrays.stream(query.substring(1).split("&", -1))
            .filter(
                pair -> Arrays.stream(pair.split(";", -1)).noneMatch(it -> isKey(it, placement)))
            .collect(Collectors.joining("&"));
    return kept.isEmpty() ? "" : "?" + kept;
  }

  private static boolean isKey(String parameter, KeyPlacement placement) {
    String name = URLDecoder.decode(parameter.split("=", 2)[0], StandardCharsets.UTF_8);
    return KEY_NAME.matcher(name.toLowerCase(Locale.ROOT)).matches() || placement.isInQuery(name);
  }

  /**
   * @param question the query with its question mark; empty for none
   */
  static void refuseTricks(String rest, String question) throws Refusal {
    String query = question.isEmpty() ? "" : question.substring(1);
    boolean bad =
        !PATH.matcher(rest).matches()
            || !QUERY.matcher(query).matches()
            || query.replaceAll("%[0-9A-Fa-f]{2}", "").contains("%")
            || ESCAPED_STRUCTURE.matcher(rest.toLowerCase(Locale.ROOT)).find()
            || rest.contains("//");
    for (String segment : rest.split("/", -1)) {
      // Some servers cut a segment's parameters off before they look at it.
      String plain = segment.contains(";") ? segment.substring(0, segment.indexOf(';')) : segment;
      bad |= plain.equals(".") || plain.equals("..");
    }
    if (bad) {
      throw Refusal.badRequest(
          "bad_path",
          "The broker doesn't forward this path: it could lead out of the provider's base URL");
    }
  }

  static Refusal notFound(String code, String message) {
    return new Refusal(HttpResponseStatus.NOT_FOUND, "invalid_request_error", code, message);
  }
}
