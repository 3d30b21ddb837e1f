package dev.oxydra.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Browsers: a login page, and the cookie that it sets. */
class LoginTest {
  private static final String COOKIE = "oxydra_token=" + Served.TOKEN;
  private static final String OWN = "http://127.0.0.1:4711";

  private final Served served = Served.start();
  private final WebUser user = new WebUser(served);

  @AfterEach
  void close() {
    user.close();
    served.close();
  }

  /** A request without the token. */
  private HttpRequest.Builder stranger(String path) {
    return HttpRequest.newBuilder(user.request(path).build().uri()).timeout(Served.DEADLINE);
  }

  private HttpRequest form(String path, String token) {
    return stranger(path)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("Origin", OWN)
        .POST(
            HttpRequest.BodyPublishers.ofString(
                "token=" + URLEncoder.encode(token, StandardCharsets.UTF_8)))
        .build();
  }

  private static String header(WebUser.Answer answer, String name) {
    return answer.response().headers().firstValue(name).orElse("");
  }

  @Test
  void thePageHasNoScriptAndLetsNoneIn() throws Exception {
    WebUser.Answer page = user.send(stranger("/login").build());
    assertEquals(200, page.status());
    assertEquals("text/html; charset=utf-8", header(page, "Content-Type"));
    assertTrue(header(page, "Content-Security-Policy").startsWith("default-src 'none';"));
    assertTrue(page.body().contains("You are not logged in."), page.body());
    assertFalse(page.body().contains("<script"), page.body());
    assertFalse(page.body().contains(Served.TOKEN), page.body());
    WebUser.Answer known = user.send(stranger("/login").header("Cookie", COOKIE).build());
    assertTrue(known.body().contains("You are logged in."), known.body());
    WebUser.Answer stale = user.send(stranger("/login").header("Cookie", "oxydra_token=x").build());
    assertTrue(stale.body().contains("You are not logged in."), stale.body());
  }

  @Test
  void theTokenMakesACookieThatIsTaken() throws Exception {
    WebUser.Answer in = user.send(form("/login", " " + Served.TOKEN + "\n"));
    assertEquals(303, in.status(), in.body());
    assertEquals("/login", header(in, "Location"));
    String cookie = header(in, "Set-Cookie");
    List<String> parts = List.of(cookie.split("; "));
    assertEquals(COOKIE, parts.getFirst());
    assertTrue(parts.containsAll(List.of("Path=/", "HTTPOnly", "SameSite=Strict")), cookie);
    assertFalse(parts.contains("Secure"), cookie);
    assertEquals(
        200, user.send(stranger("/providers").header("Cookie", "a=b; " + COOKIE).build()).status());
    WebUser.Answer out = user.send(form("/logout", ""));
    assertEquals(303, out.status());
    assertTrue(
        header(out, "Set-Cookie").startsWith("oxydra_token=; Max-Age=0"),
        header(out, "Set-Cookie"));
  }

  @Test
  void overTlsTheCookieStaysThere() {
    Admission admission = new Admission("t", "wss://agent.example/ws", List.of(), List.of());
    assertTrue(admission.cookie("t").contains("; Secure"), admission.cookie("t"));
  }

  @Test
  void aWrongTokenIsRefusedAfterAWhile() throws Exception {
    long start = System.nanoTime();
    WebUser.Answer wrong = user.send(form("/login", Served.TOKEN + "x"));
    assertEquals(401, wrong.status());
    assertTrue(System.nanoTime() - start >= 1_000_000_000L, "It takes a second");
    assertEquals("", header(wrong, "Set-Cookie"));
    assertTrue(wrong.body().contains("This is not the token."), wrong.body());
  }

  @Test
  void theQueryIsNoPlaceForTheToken() throws Exception {
    WebUser.Answer in = user.send(form("/login?token=" + Served.TOKEN, ""));
    assertEquals(401, in.status());
    for (String name : List.of("token", "oxydra_token", "access_token")) {
      assertEquals(
          401,
          user.send(stranger("/providers?" + name + "=" + Served.TOKEN).build()).status(),
          name);
    }
  }

  @Test
  void withTheCookieWhatChangesSomethingSaysWhereItComesFrom() throws Exception {
    HttpRequest.Builder send =
        stranger("/chat/send")
            .header("Cookie", COOKIE)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"text\": \"hello\"}"));
    WebUser.Answer refused = user.send(send.build());
    assertEquals(403, refused.status());
    assertTrue(refused.error().contains("Origin"), refused.body());
    assertTrue(served.runner().turns().isEmpty());
    assertEquals(
        403, user.send(send.copy().header("Origin", "http://evil.example").build()).status());
    assertEquals(202, user.send(send.copy().header("Origin", OWN).build()).status());
  }

  @Test
  void aWebSocketOpensWithTheCookieAndAnOrigin() throws Exception {
    List<String> upgrade =
        List.of(
            "Host: localhost",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
    for (List<String> more :
        List.of(
            List.of("101", "Cookie: " + COOKIE, "Origin: " + OWN),
            List.of("403", "Cookie: " + COOKIE),
            List.of("403", "Cookie: " + COOKIE, "Origin: http://evil.example"),
            List.of("401", "Cookie: oxydra_token=x", "Origin: " + OWN),
            List.of("401", "Cookie: " + COOKIE + "; " + COOKIE, "Origin: " + OWN),
            List.of("401", "Cookie: " + COOKIE, "Authorization: Bearer x", "Origin: " + OWN))) {
      try (RawSocket socket = new RawSocket(served.gateway().address())) {
        List<String> headers = new java.util.ArrayList<>(upgrade);
        headers.addAll(more.subList(1, more.size()));
        String answer = socket.request("GET", "/ws", headers.toArray(String[]::new));
        assertEquals(more.getFirst(), answer.substring(9, 12), more::toString);
      }
    }
  }
}
