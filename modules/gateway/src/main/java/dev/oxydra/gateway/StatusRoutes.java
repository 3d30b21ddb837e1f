package dev.oxydra.gateway;

import dev.oxydra.types.Json;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How the guest and its models are.
 *
 * @param health JSON for those who have the token
 * @param activity JSON
 * @param providers JSON
 */
record StatusRoutes(
    Supplier<String> health, Supplier<String> activity, Supplier<String> providers) {
  List<HttpRoute> routes() {
    return List.of(
        HttpRoute.get("/health", this::health).withoutToken(),
        HttpRoute.get("/activity", call -> HttpAnswer.json(HttpResponseStatus.OK, activity.get())),
        HttpRoute.get(
            "/providers", call -> HttpAnswer.json(HttpResponseStatus.OK, providers.get())));
  }

  private HttpAnswer health(HttpCall call) {
    String body =
        switch (call.credential()) {
          case NONE -> Json.write(Map.of("status", "ok"));
          case BEARER, COOKIE -> health.get();
          case WRONG -> throw HttpRefusalException.withoutToken();
        };
    return HttpAnswer.json(HttpResponseStatus.OK, body);
  }
}
