package dev.oxydra.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.InMemoryJournal;
import dev.oxydra.types.AgentConfig;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may connect, and plain HTTP. */
class AdmissionTest {
  private static final AgentConfig.Gateway CONFIG = config();

  private final Served served = Served.start(new InMemoryJournal(), CONFIG);

  private static AgentConfig.Gateway config() {
    AgentConfig.Gateway defaults = AgentConfig.Gateway.defaults();
    return new AgentConfig.Gateway(
        List.of("https://Chat.example"),
        List.of("agent.example"),
        defaults.maxFrame(),
        defaults.maxAttachments(),
        defaults.maxAttachment(),
        defaults.maxAttachmentsTotal(),
        defaults.maxSessions(),
        defaults.maxConcurrentTurns(),
        defaults.maxQueuedTurns());
  }

  @AfterEach
  void close() {
    served.close();
  }

  private String request(String method, String path, String... headers) throws Exception {
    try (RawSocket socket = new RawSocket(served.gateway().address())) {
      return socket.request(method, path, headers) + socket.body();
    }
  }

  private String upgrade(String path, List<String> more) throws Exception {
    List<String> headers = new ArrayList<>(more);
    headers.add("Upgrade: websocket");
    headers.add("Connection: Upgrade");
    headers.add("Sec-WebSocket-Version: 13");
    headers.add("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
    try (RawSocket socket = new RawSocket(served.gateway().address())) {
      return socket.request("GET", path, headers.toArray(String[]::new)).substring(9, 12);
    }
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "127.0.0.1:4711, -,                      Bearer s3cret-token, 101",
        "localhost,      -,                      bearer s3cret-token, 101",
        "[::1]:80,       -,                      Bearer s3cret-token, 101",
        "agent.example,  -,                      Bearer s3cret-token, 101",
        "AGENT.example:8,-,                      Bearer s3cret-token, 101",
        "localhost,      http://127.0.0.1:4711,  Bearer s3cret-token, 101",
        "localhost,      https://chat.example,   Bearer s3cret-token, 101",
        "localhost,      -,                      -,                   401",
        "localhost,      -,                      Bearer,              401",
        "localhost,      -,                      Bearer s3cret-toke,  401",
        "localhost,      -,                      Bearer s3cret-tokenx,401",
        "localhost,      -,                      Basic s3cret-token,  401",
        "localhost,      http://127.0.0.1:4712,  Bearer s3cret-token, 403",
        "localhost,      http://localhost:4711,  Bearer s3cret-token, 403",
        "localhost,      https://127.0.0.1:4711, Bearer s3cret-token, 403",
        "localhost,      null,                   Bearer s3cret-token, 403",
        "localhost,      https://evil.example,   Bearer s3cret-token, 403",
        "evil.example,   -,                      Bearer s3cret-token, 403",
        "127.0.0.1.evil, -,                      Bearer s3cret-token, 403",
        "localhost:x,    -,                      Bearer s3cret-token, 403",
        "-,              -,                      Bearer s3cret-token, 403",
      })
  void decidesByHostOriginAndToken(String host, String origin, String token, String status)
      throws Exception {
    List<String> headers = new ArrayList<>();
    if (host != null) {
      headers.add("Host: " + host);
    }
    if (origin != null) {
      headers.add("Origin: " + origin);
    }
    if (token != null) {
      headers.add("Authorization: " + token);
    }
    assertEquals(status, upgrade("/ws", headers));
  }

  @Test
  void aTokenInTheQueryIsNone() throws Exception {
    assertEquals("401", upgrade("/ws?token=" + Served.TOKEN, List.of("Host: localhost")));
    assertEquals(
        "101",
        upgrade("/ws?x=1", List.of("Host: localhost", "Authorization: Bearer " + Served.TOKEN)));
  }

  @Test
  void twoTokensAreNone() throws Exception {
    assertEquals(
        "401",
        upgrade(
            "/ws",
            List.of(
                "Host: localhost",
                "Authorization: Bearer " + Served.TOKEN,
                "Authorization: Bearer " + Served.TOKEN)));
  }

  @Test
  void healthSaysMoreToThoseWithTheToken() throws Exception {
    String plain = request("GET", "/health", "Host: localhost");
    assertTrue(plain.startsWith("HTTP/1.1 200"), plain);
    assertTrue(plain.endsWith("{\"status\":\"ok\"}"), plain);
    String full =
        request("GET", "/health", "Host: localhost", "Authorization: Bearer " + Served.TOKEN);
    assertTrue(full.startsWith("HTTP/1.1 200"), full);
    assertTrue(full.contains("\"healthy\":true"), full);
    assertTrue(full.contains("\"startup_status\":{\"sandbox_tier\":\"process\""), full);
    assertFalse(full.contains("request_id"), full);
    String wrong = request("GET", "/health", "Host: localhost", "Authorization: Bearer x");
    assertTrue(wrong.startsWith("HTTP/1.1 401"), wrong);
  }

  @Test
  void whatTheGuestDoesIsToldToThoseWithTheToken() throws Exception {
    String told =
        request("GET", "/activity", "Host: localhost", "Authorization: Bearer " + Served.TOKEN);
    assertTrue(told.startsWith("HTTP/1.1 200"), told);
    assertTrue(
        told.matches("(?s).*\\{\"sessions\":\\d,\"running_turns\":0,\"waiting_turns\":0}"), told);
    String refused = request("GET", "/activity", "Host: localhost");
    assertTrue(refused.startsWith("HTTP/1.1 401"), refused);
  }

  @Test
  void howModelsAnswerIsToldToThoseWithTheToken() throws Exception {
    String told =
        request("GET", "/providers", "Host: localhost", "Authorization: Bearer " + Served.TOKEN);
    assertTrue(told.startsWith("HTTP/1.1 200"), told);
    assertTrue(
        told.endsWith(
            "[{\"model\":\"openai/gpt-5\",\"state\":\"open\",\"failures\":3,"
                + "\"until\":\"2026-01-01T12:00:00Z\",\"last_error\":\"rate limited\"}]"),
        told);
    for (String token : List.of("X: y", "Authorization: Bearer x")) {
      String refused = request("GET", "/providers", "Host: localhost", token);
      assertTrue(refused.startsWith("HTTP/1.1 401"), refused);
      assertFalse(refused.contains("gpt-5"), refused);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "POST,   /providers,405",
    "GET,    /,         404",
    "GET,    /wsx,      404",
    "GET,    /health/,  404",
    "POST,   /health,   405",
    "DELETE, /ws,       405",
    "GET,    /ws,       426",
  })
  void otherRequestsAreRefused(String method, String path, String status) throws Exception {
    String answer =
        request(method, path, "Host: localhost", "Authorization: Bearer " + Served.TOKEN);
    assertEquals(status, answer.substring(9, 12));
    assertTrue(answer.contains("{\"error\":\""), answer);
  }
}
