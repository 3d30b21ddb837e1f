package dev.oxydra.gateway;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * How a browser gets the token: its user pastes it into a page, and a cookie that no script can
 * read keeps it. The page has no script, and may not be framed.
 */
record LoginRoutes(Admission admission) {
  private static final String HTML = "text/html";
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String POLICY =
      "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

  /** How long it takes to hear that the token was wrong. */
  private static final Duration DELAY = Duration.ofSeconds(1);

  private static final int MAX_FORM = 4096;

  List<HttpRoute> routes() {
    HttpRoute login = HttpRoute.get("/login", this::page).withoutToken().giving(HTML);
    return List.of(
        login,
        login.by(HttpMethod.POST, this::login).accepting(FORM, MAX_FORM),
        HttpRoute.get("/logout", this::logout)
            .withoutToken()
            .giving(HTML)
            .by(HttpMethod.POST, this::logout));
  }

  private HttpAnswer page(HttpCall call) {
    return switch (call.credential()) {
      case COOKIE -> page(HttpResponseStatus.OK, "You are logged in.");
      case NONE, WRONG, BEARER -> page(HttpResponseStatus.OK, "You are not logged in.");
    };
  }

  private HttpAnswer login(HttpCall call) throws InterruptedException {
    List<String> tokens = form(call).parameters().getOrDefault("token", List.of());
    if (tokens.size() == 1 && admission.isToken(tokens.getFirst().strip())) {
      return back(admission.cookie(tokens.getFirst().strip()));
    }
    call.exchange().awaitEnd(DELAY);
    return page(
        HttpResponseStatus.UNAUTHORIZED,
        "This is not the token. There is a new one each time the agent starts.");
  }

  private static QueryStringDecoder form(HttpCall call) {
    String text = call.body().toString(StandardCharsets.UTF_8);
    return new QueryStringDecoder(text, StandardCharsets.UTF_8, false);
  }

  private HttpAnswer logout(HttpCall call) {
    return back(admission.cookie(""));
  }

  private static HttpAnswer back(String cookie) {
    return page(HttpResponseStatus.SEE_OTHER, "")
        .with(HttpHeaderNames.LOCATION, "/login")
        .with(HttpHeaderNames.SET_COOKIE, cookie);
  }

  private static HttpAnswer.Whole page(HttpResponseStatus status, String message) {
    return HttpAnswer.text(
            status, HTML + "; charset=utf-8", template().replace("{message}", message))
        .with(HttpHeaderNames.CONTENT_SECURITY_POLICY, POLICY)
        // With none at all, browsers would not say where the form comes from.
        .with("Referrer-Policy", "same-origin");
  }

  private static String template() {
    try (InputStream in =
        Objects.requireNonNull(LoginRoutes.class.getResourceAsStream("login.html"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("The page of the program itself can't be read", e);
    }
  }
}
