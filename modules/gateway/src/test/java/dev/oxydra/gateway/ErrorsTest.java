package dev.oxydra.gateway;

import static dev.oxydra.gateway.Served.DEADLINE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.Await;
import dev.oxydra.testing.InMemoryJournal;
import dev.oxydra.testing.ProtocolClient;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.JournalException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that can't be done: each is answered, and the connection stays open. */
class ErrorsTest {
  private static final String DEFAULT = "runtime-alice";

  /** 64 KiB a frame, 2 attachments of 10 bytes, 15 together, 3 sessions, 1 turn, 1 waiting. */
  private static final AgentConfig.Gateway SMALL =
      new AgentConfig.Gateway(List.of(), List.of(), 65_536, 2, 10, 15, 3, 1, 1);

  private final Served served = Served.start(new InMemoryJournal(), SMALL);

  @AfterEach
  void close() {
    served.close();
  }

  private static JsonNode error(ProtocolClient client, String code) {
    JsonNode error = client.await("error", DEADLINE);
    assertEquals(code, error.get("code").asText(), error.toString());
    assertTrue(error.get("message").asText().length() > 10, error.toString());
    return error;
  }

  private static void assertOpen(ProtocolClient client) {
    client.send("health_check", Map.of());
    client.await("health_status", DEADLINE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "nonsense | malformed_json |",
        "`` | malformed_json |",
        "[] | malformed_json |",
        "{\"type\":\"hello\" | malformed_json |",
        "{\"type\":\"dance\",\"payload\":{\"request_id\":\"r\"}} | unknown_type | r",
        "{\"payload\":{\"request_id\":\"r\"}} | missing_field | r",
        "{\"type\":\"health_check\"} | missing_field |",
        "{\"type\":\"health_check\",\"payload\":{}} | missing_field |",
        "{\"type\":\"send_turn\",\"payload\":{\"request_id\":\"r\",\"session_id\":\"s\",\"turn_id\":\"t\"}}"
            + " | missing_field | r",
        "{\"type\":\"send_turn\",\"payload\":{\"request_id\":\"r\",\"session_id\":\"../s\",\"turn_id\":\"t\",\"prompt\":\"p\"}}"
            + " | invalid_field | r",
        "{\"type\":\"switch_session\",\"payload\":{\"request_id\":\"r\",\"session_id\":\" \"}} | invalid_field | r",
        "{\"type\":\"switch_session\",\"payload\":{\"request_id\":\"r\",\"session_id\":\"nope\"}} | unknown_session | r",
        "{\"type\":\"hello\",\"payload\":{\"request_id\":\"r\",\"protocol_version\":2,\"user_id\":\"alice\"}}"
            + " | duplicate_hello | r",
        "{\"type\":\"send_turn\",\"payload\":{\"request_id\":\"r\",\"session_id\":\"other\",\"turn_id\":\"t\",\"prompt\":\"p\"}}"
            + " | wrong_session | r",
        "{\"type\":\"send_turn\",\"payload\":{\"request_id\":\"r\",\"session_id\":\"runtime-alice\",\"turn_id\":\"t\",\"prompt\":\" \"}}"
            + " | invalid_field | r",
        "{\"type\":\"cancel_active_turn\",\"payload\":{\"request_id\":\"r\",\"session_id\":\"runtime-alice\",\"turn_id\":\"t\"}}"
            + " | no_active_turn | r",
        "{\"type\":\"send_turn\",\"payload\":{\"request_id\":\"r\",\"session_id\":\"runtime-alice\",\"turn_id\":\"t\",\"prompt\":\"p\",\"attachments\":[null]}}"
            + " | invalid_field | r",
        "{\"type\":\"send_turn\",\"payload\":{\"request_id\":\"r\",\"session_id\":\"runtime-alice\",\"turn_id\":\"t\",\"prompt\":\"p\",\"attachments\":[{\"mime_type\":\"a/b\",\"data\":\"%%\"}]}}"
            + " | invalid_field | r",
        "{\"type\":\"cancel_active_turn\",\"payload\":{\"request_id\":\"r\",\"session_id\":\"zzz\",\"turn_id\":\"t\"}}"
            + " | unknown_session | r",
        "{\"type\":\"cancel_all_active_turns\",\"payload\":{\"request_id\":\"r\"}} | no_active_turn | r",
        "{\"type\":\"create_session\",\"payload\":{\"request_id\":\"r\",\"agent_name\":\"nobody\"}} | unknown_agent | r",
        "{\"type\":\"create_session\",\"payload\":{\"request_id\":\"r\",\"display_name\":\"a\\u0007b\"}} | invalid_field | r",
      })
  void saysWhatIsWrongAndGoesOn(String text, String code, String requestId) {
    try (ProtocolClient client = served.join()) {
      client.sendText(text);
      JsonNode error = error(client, code);
      assertEquals(requestId, error.path("request_id").textValue());
      assertOpen(client);
    }
  }

  @Test
  void helloComesFirst() {
    try (ProtocolClient client = served.connect()) {
      client.send("list_sessions", Map.of());
      error(client, "hello_required");
      client.hello("alice", DEADLINE);
      assertOpen(client);
    }
  }

  @Test
  void helloIsChecked() {
    try (ProtocolClient client = served.connect()) {
      client.send("hello", Map.of("protocol_version", 3, "user_id", "alice"));
      JsonNode error = error(client, "unsupported_protocol_version");
      assertTrue(error.get("message").asText().contains("version 2"), error.toString());
      client.send("hello", Map.of("protocol_version", 2, "user_id", "bob"));
      error(client, "wrong_user");
      client.send(
          "hello", Map.of("protocol_version", 2, "user_id", "alice", "session_id", "nothere"));
      error(client, "unknown_session");
      client.send(
          "hello",
          Map.of(
              "protocol_version",
              2,
              "user_id",
              "alice",
              "features",
              List.of("events"),
              "after_seq",
              -1));
      error(client, "invalid_field");
      client.hello("alice", DEADLINE);
    }
  }

  @Test
  void anAmbiguousPrefixNamesTheCandidates() {
    try (ProtocolClient client = served.join()) {
      client.send("create_session", Map.of());
      String one = client.await("session_created", DEADLINE).at("/session/session_id").asText();
      client.send("create_session", Map.of());
      client.await("session_created", DEADLINE);
      client.send("switch_session", Map.of("session_id", one.substring(0, 4)));
      JsonNode error = error(client, "ambiguous_session");
      assertTrue(error.get("message").asText().contains(one), error.toString());
      client.send("create_session", Map.of());
      assertTrue(error(client, "session_limit").get("message").asText().contains("3"));
      assertOpen(client);
    }
  }

  @Test
  void attachmentsAreLimited() {
    try (ProtocolClient client = served.join()) {
      for (int[] sizes : new int[][] {{1, 1, 1}, {11}, {8, 8}}) {
        List<Map<String, String>> attachments =
            Arrays.stream(sizes)
                .mapToObj(size ->
                    Map.of(
                        "mime_type",
                        "image/png",
                        "data",
                        Base64.getEncoder().encodeToString(new byte[size])))
                .toList();
        client.send(
            "send_turn",
            Map.of(
                "session_id", DEFAULT, "turn_id", "t", "prompt", "p", "attachments", attachments));
        error(client, "attachment_limit");
      }
      assertEquals(
          0,
          served.journal().events().stream()
              .filter(event -> event.payload() instanceof EventPayload.TurnSubmitted)
              .count());
    }
  }

  @Test
  void aBusySessionAndAFullQueueRefuse() {
    try (ProtocolClient client = served.join()) {
      sendTurn(client, DEFAULT, "t1", "wait");
      client.await("turn_started", DEADLINE);
      sendTurn(client, DEFAULT, "t2", "hi");
      error(client, "turn_already_active");
      client.send("create_session", Map.of());
      String two = client.await("session_created", DEADLINE).at("/session/session_id").asText();
      sendTurn(client, two, "t3", "hi");
      client.send("create_session", Map.of());
      String three = client.await("session_created", DEADLINE).at("/session/session_id").asText();
      sendTurn(client, three, "t4", "hi");
      error(client, "queue_full");
      client.send("cancel_all_active_turns", Map.of());
      Await.until("all have ended", DEADLINE, () -> served.journal().unfinishedTurns().isEmpty());
      sendTurn(client, three, "t4", "hi");
      client.await("turn_completed", DEADLINE);
    }
  }

  private static void sendTurn(ProtocolClient client, String session, String turn, String prompt) {
    client.send("send_turn", Map.of("session_id", session, "turn_id", turn, "prompt", prompt));
  }

  @Test
  void aFailingJournalRefusesTheTurn() {
    try (ProtocolClient client = served.join()) {
      served
          .journal()
          .failAppends(new JournalException(JournalException.Kind.FULL, "The disk is full"));
      sendTurn(client, DEFAULT, "t1", "hi");
      assertTrue(error(client, "journal_failed").get("message").asText().contains("disk"));
      served.journal().failAppends(null);
      sendTurn(client, DEFAULT, "t1", "hi");
      client.await("turn_completed", DEADLINE);
    }
  }

  @Test
  void aTurnWhoseEndCannotBeRecordedFailsVisibly() {
    served
        .runner()
        .script(
            "break",
            steps -> {
              served
                  .journal()
                  .failAppends(
                      new JournalException(JournalException.Kind.FULL, "The disk is full"));
              steps.answer("never");
            });
    try (ProtocolClient client = served.join()) {
      sendTurn(client, DEFAULT, "t1", "break");
      JsonNode error = error(client, "journal_failed");
      assertEquals("failed", error.at("/turn/state").asText());
      served.journal().failAppends(null);
      sendTurn(client, DEFAULT, "t2", "hi");
      client.await("turn_completed", DEADLINE);
    }
  }

  @Test
  void aClosingHubRefuses() {
    try (ProtocolClient client = served.join()) {
      served.hub().close();
      sendTurn(client, DEFAULT, "t1", "hi");
      error(client, "shutting_down");
    }
  }

  @Test
  void binaryFramesAreRefused() throws Exception {
    try (RawSocket socket = new RawSocket(served.gateway().address()).upgrade()) {
      socket.send(RawSocket.BINARY, new byte[] {1, 2});
      assertTrue(socket.read().text().contains("\"code\":\"binary_frame\""));
      socket.text("x");
      assertTrue(socket.read().text().contains("malformed_json"));
    }
  }

  @Test
  void invalidUtf8Closes() throws Exception {
    try (RawSocket socket = new RawSocket(served.gateway().address()).upgrade()) {
      socket.send(RawSocket.TEXT, new byte[] {'{', (byte) 0xc3, (byte) 0x28});
      assertEquals(1007, socket.readClose());
    }
  }

  @Test
  void aTextSplitInTheMiddleOfACharacterIsOneText() throws Exception {
    byte[] text =
        "{\"type\":\"ä€\",\"payload\":{\"request_id\":\"r\"}}".getBytes(StandardCharsets.UTF_8);
    try (RawSocket socket = new RawSocket(served.gateway().address()).upgrade()) {
      socket.send(RawSocket.TEXT, false, Arrays.copyOf(text, 10));
      socket.send(RawSocket.CONTINUATION, true, Arrays.copyOfRange(text, 10, text.length));
      assertTrue(socket.read().text().contains("'ä€'"));
    }
  }

  @Test
  void aFrameOverTheLimitCloses() throws Exception {
    try (RawSocket socket = new RawSocket(served.gateway().address()).upgrade()) {
      socket.send(RawSocket.TEXT, new byte[65_537]);
      assertEquals(1009, socket.readClose());
    }
    try (RawSocket socket = new RawSocket(served.gateway().address()).upgrade()) {
      socket.send(RawSocket.TEXT, false, new byte[40_000]);
      socket.send(RawSocket.CONTINUATION, true, new byte[40_000]);
      assertEquals(1009, socket.readClose());
    }
  }
}
