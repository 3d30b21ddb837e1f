package dev.oxydra.gateway;

import io.netty.handler.codec.http.HttpMethod;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is done for a method and a path.
 *
 * @param path its parts; one like {@code {name}} stands for any
 * @param open whether it may be asked without the token
 * @param accepts the media type of the body; null for none
 * @param maxBody how long the body may be, in bytes
 * @param gives the media type of the answer
 */
record HttpRoute(
    HttpMethod method,
    List<String> path,
    boolean open,
    @Nullable String accepts,
    long maxBody,
    String gives,
    Handler handler) {
  static final String JSON = "application/json";
  private static final int SMALL = 8192;

  /** Does what is asked for. May block. */
  interface Handler {
    HttpAnswer answer(HttpCall call) throws InterruptedException;
  }

  /** Reads something as JSON, with the token. */
  static HttpRoute get(String path, Handler handler) {
    return new HttpRoute(HttpMethod.GET, parts(path), false, null, SMALL, JSON, handler);
  }

  /** Does something that a small JSON object describes, with the token. */
  static HttpRoute post(String path, Handler handler) {
    return new HttpRoute(HttpMethod.POST, parts(path), false, JSON, SMALL, JSON, handler);
  }

  HttpRoute withoutToken() {
    return new HttpRoute(method, path, true, accepts, maxBody, gives, handler);
  }

  /** Ignores a body that is there all the same. */
  HttpRoute withoutBody() {
    return new HttpRoute(method, path, open, null, maxBody, gives, handler);
  }

  HttpRoute accepting(String mediaType, long max) {
    return new HttpRoute(method, path, open, mediaType, max, gives, handler);
  }

  /** By another method, the rest the same. */
  HttpRoute by(HttpMethod other, Handler does) {
    return new HttpRoute(other, path, open, accepts, maxBody, gives, does);
  }

  HttpRoute giving(String mediaType) {
    return new HttpRoute(method, path, open, accepts, maxBody, mediaType, handler);
  }

  static List<String> parts(String path) {
    return List.of(path.split("/", -1));
  }

  /** The path's variable parts when it is this route's; else null. */
  @Nullable Map<String, String> match(List<String> given) {
    if (given.size() != path.size()) {
      return null;
    }
    Map<String, String> segments = new HashMap<>();
    for (int i = 0; i < path.size(); i++) {
      String part = path.get(i);
      if (part.startsWith("{") && !given.get(i).isEmpty()) {
        segments.put(part.substring(1, part.length() - 1), given.get(i));
      } else if (!part.equals(given.get(i))) {
        return null;
      }
    }
    return segments;
  }
}
