package dev.oxydra.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.Await;
import dev.oxydra.testing.InMemoryJournal;
import dev.oxydra.types.AgentConfig;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HTTP requests that can't be, and clients that are too much. */
class HttpLimitsTest {
  private static final String AUTHORIZED =
      "Host: localhost\r\nAuthorization: Bearer " + Served.TOKEN + "\r\n";
  private static final String JSON = "Content-Type: application/json\r\n";

  private final Served served = Served.start(new InMemoryJournal(), small());
  private final WebUser user = new WebUser(served);

  /** Bodies and frames of at most 64 KiB. */
  private static AgentConfig.Gateway small() {
    return new AgentConfig.Gateway(
        List.of(), List.of(), 65_536, 4, 10 << 20, 40 << 20, 50, 10, 100);
  }

  @AfterEach
  void close() {
    user.close();
    served.close();
  }

  private String answer(String request) throws Exception {
    try (RawSocket socket = new RawSocket(served.gateway().address())) {
      socket.write(request.getBytes(StandardCharsets.UTF_8));
      return socket.body();
    }
  }

  private static String post(String headers, String body) {
    return "POST /chat/send HTTP/1.1\r\n" + AUTHORIZED + headers + "\r\n" + body;
  }

  private void stillServes() throws Exception {
    assertEquals(200, user.post("/chat/send?wait=true", Map.of("text", "hello")).status());
  }

  @Test
  void aBodyThatIsTooLongIsRefusedByItsHead() throws Exception {
    String refused = answer(post(JSON + "Content-Length: 65537\r\n", ""));
    assertTrue(refused.startsWith("HTTP/1.1 413"), refused);
    assertTrue(refused.contains("\"code\":\"request_entity_too_large\""), refused);
    stillServes();
  }

  @Test
  void aBodyThatTurnsOutTooLongIsRefused() throws Exception {
    String chunk = "8000\r\n" + "x".repeat(0x8000) + "\r\n";
    String refused =
        answer(post(JSON + "Transfer-Encoding: chunked\r\n", chunk + chunk + chunk + "0\r\n\r\n"));
    assertTrue(refused.startsWith("HTTP/1.1 413"), refused);
    stillServes();
  }

  @Test
  void aBodyThatFitsIsTakenInOnePieceOrMany() throws Exception {
    byte[] file = new byte[40_000];
    String text =
        "{\"text\": \"x\", \"attachments\": [{\"mime_type\": \"a/b\", \"data\": \"%s\"}]}"
            .formatted(Base64.getEncoder().encodeToString(file));
    String whole = answer(post(JSON + "Content-Length: " + text.length() + "\r\n", text));
    assertTrue(whole.startsWith("HTTP/1.1 202"), whole);
    Await.until("it ran", Served.DEADLINE, () -> served.runner().turns().size() == 1);
    assertEquals(40_000, served.runner().turns().getFirst().attachments().getFirst().data().length);
  }

  @Test
  void aClientThatAsksFirstIsToldToGoOn() throws Exception {
    HttpRequest request =
        user.request("/chat/send?wait=true")
            .header("Content-Type", "application/json")
            .expectContinue(true)
            .POST(HttpRequest.BodyPublishers.ofString("{\"text\": \"hello\"}"))
            .build();
    assertEquals(200, user.send(request).status());
    String refused = answer(post(JSON + "Content-Length: 65537\r\nExpect: 100-continue\r\n", ""));
    assertTrue(refused.startsWith("HTTP/1.1 413"), refused);
  }

  @Test
  void withoutTheTokenNoBodyIsRead() throws Exception {
    String refused =
        answer(
            "POST /chat/send HTTP/1.1\r\nHost: localhost\r\n"
                + JSON
                + "Content-Length: 60000\r\n\r\n{");
    assertTrue(refused.startsWith("HTTP/1.1 401"), refused);
    assertTrue(refused.contains("www-authenticate: Bearer"), refused);
    assertFalse(refused.contains(Served.TOKEN), refused);
  }

  @Test
  void whoSendsABodyTooSlowlyIsDropped() throws Exception {
    AgentConfig.Gateway config = small();
    AgentConfig.Connections hasty =
        new AgentConfig.Connections(100, Duration.ofSeconds(1), 50, 200);
    try (Served impatient =
            Served.start(
                new InMemoryJournal(),
                new AgentConfig.Gateway(
                    List.of(),
                    List.of(),
                    config.maxFrame(),
                    config.maxAttachments(),
                    config.maxAttachment(),
                    config.maxAttachmentsTotal(),
                    config.maxSessions(),
                    config.maxConcurrentTurns(),
                    config.maxQueuedTurns(),
                    config.sessionIdleTtlHours(),
                    hasty));
        RawSocket slow = new RawSocket(impatient.gateway().address())) {
      slow.write(
          post(JSON + "Content-Length: 100\r\n", "{\"text\":").getBytes(StandardCharsets.UTF_8));
      String refused = slow.body();
      assertTrue(refused.startsWith("HTTP/1.1 408"), refused);
    }
  }

  @Test
  void bodiesAreBoundedTogether() throws Exception {
    String part = "x".repeat(60_000);
    try (RawSocket first = new RawSocket(served.gateway().address())) {
      first.write(post(JSON + "Content-Length: 65000\r\n", part).getBytes(StandardCharsets.UTF_8));
      Await.until(
          "it has come", Served.DEADLINE, () -> served.gateway().http().held() == part.length());
      String refused = answer(post(JSON + "Content-Length: 60000\r\n", part));
      assertTrue(refused.startsWith("HTTP/1.1 503"), refused);
    }
    Await.until(
        "there is room again",
        Served.DEADLINE,
        () -> answer(post(JSON + "Content-Length: 60000\r\n", part)).startsWith("HTTP/1.1 400"));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "POST,   /chat/send,          text/plain,       -,                415",
        "POST,   /chat/send,          -,                -,                415",
        "POST,   /chat/send,          application/json, text/html,        406",
        "POST,   /chat/send,          application/json, application/json;q=0, 406",
        "POST,   /chat/send,          'application/json; charset=utf-8', 'text/html, */*;q=0.1', 400",
        "GET,    /chat/send,          -,                -,                405",
        "DELETE, /chat/send,          -,                -,                405",
        "GET,    /chat/stream,        -,                application/json, 406",
        "GET,    /chat/%zz/messages,  -,                -,                400",
        "GET,    /chat/a/messages?x=%zz, -,             -,                400",
        "GET,    /chat,               -,                -,                404",
        "GET,    /chat/send/,         -,                -,                404",
        "GET,    //,                  -,                -,                404",
        "GET,    http://localhost/chat/default/messages, -, -,            404",
      })
  void requestsAreRefusedInJson(
      String method, String path, String contentType, String accept, String status)
      throws Exception {
    String answer =
        answer(
            method
                + " "
                + path
                + " HTTP/1.1\r\n"
                + AUTHORIZED
                + (contentType == null ? "" : "Content-Type: " + contentType + "\r\n")
                + (accept == null ? "" : "Accept: " + accept + "\r\n")
                + "Content-Length: 2\r\n\r\n[]");
    assertEquals(status, answer.substring(9, 12), answer);
    assertTrue(answer.contains("{\"error\":\""), answer);
  }

  @Test
  void theBodyIsUtf8() throws Exception {
    HttpRequest latin =
        user.request("/chat/send")
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofByteArray(
                    "{\"text\": \"caf\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1)))
            .build();
    WebUser.Answer answer = user.send(latin);
    assertEquals(400, answer.status());
    assertEquals("malformed_json", answer.code());
  }

  @Test
  void aHeadThatIsTooLongOrNoneIsRefused() throws Exception {
    String longHead = "X: " + "x".repeat(20_000) + "\r\n";
    String refused = answer("GET /health HTTP/1.1\r\n" + AUTHORIZED + longHead + "\r\n");
    assertTrue(refused.startsWith("HTTP/1.1 400"), refused);
    assertTrue(answer("\u0016\u0003\u0001 hello\r\n\r\n").startsWith("HTTP/1.1 400"));
    stillServes();
  }

  @Test
  void aConnectionCarriesOneRequest() throws Exception {
    String health = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";
    String answers = answer(health + health + health);
    assertEquals(answers.indexOf("HTTP/1.1"), answers.lastIndexOf("HTTP/1.1"), answers);
    assertTrue(answers.endsWith("{\"status\":\"ok\"}"), answers);
  }

  @Test
  void anOldClientIsAnsweredToo() throws Exception {
    String answer = answer("GET /health HTTP/1.0\r\nHost: localhost\r\n\r\n");
    assertTrue(answer.endsWith("{\"status\":\"ok\"}"), answer);
  }

  @Test
  void noConnectionIsLeft() throws Exception {
    stillServes();
    Await.until("all are closed", Served.DEADLINE, () -> served.gateway().connections() == 0);
    Await.until(
        "nothing is held",
        Served.DEADLINE,
        () -> served.gateway().http().busy() == 0 && served.gateway().http().held() == 0);
  }
}
