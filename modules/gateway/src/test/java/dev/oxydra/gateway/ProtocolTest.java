package dev.oxydra.gateway;

import static dev.oxydra.gateway.Served.DEADLINE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.ProtocolClient;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The protocol's page, version 2, as a client that knows nothing else sees it. */
class ProtocolTest {
  private static final String DEFAULT = "runtime-alice";

  private final Served served = Served.start();

  @AfterEach
  void close() {
    served.close();
  }

  private static String send(ProtocolClient client, String session, String turn, String prompt) {
    return client.send(
        "send_turn", Map.of("session_id", session, "turn_id", turn, "prompt", prompt));
  }

  private static List<String> types(ProtocolClient client) {
    return client.received().stream().map(ProtocolClient.Frame::type).toList();
  }

  @Test
  void helloJoinsTheDefaultSession() {
    try (ProtocolClient client = served.connect()) {
      JsonNode ack = client.hello("alice", DEADLINE);
      assertEquals(2, ack.get("protocol_version").asInt());
      assertEquals("alice", ack.at("/session/user_id").asText());
      assertEquals(DEFAULT, ack.at("/session/session_id").asText());
      assertFalse(ack.has("active_turn"));
      assertFalse(ack.has("features"));
    }
  }

  @Test
  void helloCanMakeASession() {
    try (ProtocolClient client = served.connect()) {
      JsonNode ack = client.hello(Map.of("user_id", "alice", "create_new_session", true), DEADLINE);
      assertEquals(7, UUID.fromString(ack.at("/session/session_id").asText()).version());
    }
  }

  @Test
  void aTurnWithAToolCallIsShownInOrder() {
    served
        .runner()
        .script(
            "read",
            steps -> {
              steps.delta("Let me ");
              steps.delta("look.");
              steps.callTool("c1");
              steps.answer("It says hello.");
            });
    try (ProtocolClient client = served.join()) {
      String request = send(client, DEFAULT, "t1", "read");
      JsonNode done = client.await("turn_completed", DEADLINE);

      assertEquals(request, done.get("request_id").asText());
      assertEquals("completed", done.at("/turn/state").asText());
      assertEquals("assistant", done.at("/response/message/role").asText());
      assertEquals("It says hello.", done.at("/response/message/content").asText());
      assertEquals("stop", done.at("/response/finish_reason").asText());
      assertEquals(10, done.at("/response/usage/prompt_tokens").asInt());
      assertEquals(5, done.at("/response/usage/completion_tokens").asInt());
      assertEquals(15, done.at("/response/usage/total_tokens").asInt());
      assertFalse(done.at("/response").has("tool_calls"));

      List<String> types = types(client);
      assertEquals(List.of("hello_ack", "turn_started"), types.subList(0, 2));
      assertEquals("turn_completed", types.getLast());
      assertEquals(1, types.stream().filter("turn_started"::equals).count());
      assertEquals(
          List.of("turn_progress", "assistant_delta"),
          types.subList(2, types.size() - 1).stream()
              .distinct()
              .sorted(Comparator.reverseOrder())
              .toList());
      String text =
          client.received().stream()
              .filter(frame -> frame.type().equals("assistant_delta"))
              .peek(frame -> assertEquals(request, frame.payload().get("request_id").asText()))
              .map(frame -> frame.payload().get("delta").asText())
              .collect(Collectors.joining());
      assertEquals("Let me look.It says hello.", text);
      List<JsonNode> progress =
          client.received().stream()
              .filter(frame -> frame.type().equals("turn_progress"))
              .map(frame -> frame.payload().get("progress"))
              .toList();
      assertEquals(
          "{\"kind\":{\"kind\":\"tool_execution\",\"tool_names\":[\"file_read\"]},\"message\":\"working\",\"turn\":1,\"max_turns\":5}",
          progress.get(0).toString());
      assertEquals(3, progress.get(1).at("/kind/elapsed_secs").asInt());
      assertEquals("{\"kind\":\"provider_call\"}", progress.get(2).get("kind").toString());
    }
  }

  @Test
  void aTurnThatEndsInToolCallsCarriesThem() {
    served
        .runner()
        .script(
            "call",
            steps -> {
              steps.callTool("c9");
              steps.append(new EventPayload.TurnCompleted(FinishReason.STOP, Usage.NONE));
            });
    try (ProtocolClient client = served.join()) {
      send(client, DEFAULT, "t1", "call");
      JsonNode response = client.await("turn_completed", DEADLINE).get("response");
      assertEquals("c9", response.at("/tool_calls/0/id").asText());
      assertEquals("file_read", response.at("/message/tool_calls/0/name").asText());
      assertEquals("notes.txt", response.at("/tool_calls/0/arguments/path").asText());
      assertEquals("tool_calls", response.get("finish_reason").asText());
    }
  }

  @Test
  void theLargestAttachmentArrivesAndALargerOneDoesNot() {
    int limit = 10 << 20;
    AtomicInteger arrived = new AtomicInteger();
    served
        .runner()
        .script(
            "look",
            steps -> {
              arrived.set(steps.turn().attachments().getFirst().data().length);
              steps.answer("seen");
            });
    try (ProtocolClient client = served.join()) {
      sendAttachment(client, "t1", new byte[limit]);
      client.await("turn_completed", DEADLINE);
      assertEquals(limit, arrived.get());
      sendAttachment(client, "t2", new byte[limit + 1]);
      JsonNode error = client.await("error", DEADLINE);
      assertEquals("attachment_limit", error.get("code").asText());
      assertTrue(error.get("message").asText().contains(String.valueOf(limit + 1)));
    }
  }

  private static void sendAttachment(ProtocolClient client, String turn, byte[] data) {
    String base64 = Base64.getEncoder().encodeToString(data);
    client.send(
        "send_turn",
        Map.of(
            "session_id",
            DEFAULT,
            "turn_id",
            turn,
            "prompt",
            "look",
            "attachments",
            List.of(Map.of("mime_type", "image/png", "data", base64))));
  }

  @Test
  void cancelEndsTheTurn() {
    try (ProtocolClient client = served.join()) {
      String request = send(client, DEFAULT, "t1", "wait");
      client.await("turn_started", DEADLINE);
      client.send("cancel_active_turn", Map.of("session_id", DEFAULT, "turn_id", "t1"));
      JsonNode cancelled = client.await("turn_cancelled", DEADLINE);
      assertEquals(request, cancelled.get("request_id").asText());
      assertEquals("cancelled", cancelled.at("/turn/state").asText());
      send(client, DEFAULT, "t2", "again");
      client.await("turn_completed", DEADLINE);
    }
  }

  @Test
  void cancelAllReachesEverySession() {
    try (ProtocolClient one = served.join();
        ProtocolClient two = served.join(Map.of("user_id", "alice", "create_new_session", true))) {
      send(one, DEFAULT, "t1", "wait");
      String other = two.received().getFirst().payload().at("/session/session_id").asText();
      send(two, other, "t2", "wait");
      one.await("turn_started", DEADLINE);
      two.await("turn_started", DEADLINE);
      one.send("cancel_all_active_turns", Map.of());
      one.await("turn_cancelled", DEADLINE);
      two.await("turn_cancelled", DEADLINE);
    }
  }

  @Test
  void sessionsAreMadeListedAndSwitchedByPrefix() {
    try (ProtocolClient client = served.join()) {
      String request = client.send("create_session", Map.of("display_name", "plans"));
      JsonNode created =
          client.await(
              "session_created", made -> ProtocolClient.isAnswerTo(request, made), DEADLINE);
      String id = created.at("/session/session_id").asText();
      assertEquals("plans", created.get("display_name").asText());
      assertEquals("default", created.get("agent_name").asText());
      send(client, id, "t1", "in the new one");
      client.await("turn_completed", DEADLINE);

      client.send("list_sessions", Map.of());
      JsonNode sessions = client.await("session_list", DEADLINE).get("sessions");
      assertEquals(2, sessions.size());
      assertEquals(id, sessions.at("/0/session_id").asText());
      assertEquals("gateway", sessions.at("/0/channel_origin").asText());
      assertFalse(sessions.at("/0/archived").asBoolean());
      assertTrue(
          Instant.parse(sessions.at("/0/created_at").asText())
              .isBefore(Instant.parse(sessions.at("/0/last_active_at").asText()).plusMillis(1)));

      client.send("switch_session", Map.of("session_id", "runtime-a"));
      assertEquals(
          DEFAULT, client.await("session_switched", DEADLINE).at("/session/session_id").asText());
      client.send("switch_session", Map.of("session_id", id.substring(0, 13)));
      assertEquals(
          id, client.await("session_switched", DEADLINE).at("/session/session_id").asText());
    }
  }

  @Test
  void healthNamesWhatRuns() {
    try (ProtocolClient client = served.join()) {
      send(client, DEFAULT, "t1", "wait");
      client.await("turn_started", DEADLINE);
      client.send("health_check", Map.of());
      JsonNode health = client.await("health_status", DEADLINE);
      assertTrue(health.get("healthy").asBoolean());
      assertEquals("t1", health.at("/active_turn/turn_id").asText());
      assertEquals("process", health.at("/startup_status/sandbox_tier").asText());
      assertEquals("demo_provider", health.at("/startup_status/degraded_reasons/0/code").asText());
    }
  }

  @Test
  void aTurnOutlivesItsClientAndTheNextOneSeesItsEnd() {
    CountDownLatch go = new CountDownLatch(1);
    served
        .runner()
        .script(
            "long",
            steps -> {
              steps.delta("first ");
              go.await();
              steps.answer("done");
            });
    try (ProtocolClient first = served.join()) {
      send(first, DEFAULT, "t1", "long");
      first.await("turn_started", DEADLINE);
    }
    try (ProtocolClient second = served.connect()) {
      JsonNode ack = second.hello("alice", DEADLINE);
      assertEquals("t1", ack.at("/active_turn/turn_id").asText());
      assertEquals("running", ack.at("/active_turn/state").asText());
      go.countDown();
      JsonNode done = second.await("turn_completed", DEADLINE);
      assertEquals("t1", done.get("request_id").asText());
      assertEquals("done", done.at("/response/message/content").asText());
    }
  }

  @Test
  void theSameTurnRunsOnce() {
    try (ProtocolClient client = served.join()) {
      send(client, DEFAULT, "t1", "wait");
      client.await("turn_started", DEADLINE);
      String again = send(client, DEFAULT, "t1", "wait");
      assertEquals(again, client.await("turn_started", DEADLINE).get("request_id").asText());
      client.send("cancel_active_turn", Map.of("session_id", DEFAULT, "turn_id", "t1"));
      client.await("turn_cancelled", DEADLINE);

      send(client, DEFAULT, "t2", "hi");
      client.await("turn_completed", DEADLINE);
      String late = send(client, DEFAULT, "t2", "hi");
      JsonNode replayed = client.await("turn_completed", DEADLINE);
      assertEquals(late, replayed.get("request_id").asText());
      assertEquals("You said: hi", replayed.at("/response/message/content").asText());
    }
    assertEquals(
        2,
        served.journal().events().stream()
            .filter(e -> e.payload() instanceof EventPayload.TurnSubmitted)
            .count());
  }

  @Test
  void aFailedTurnEndsWithOneErrorAndTheSessionGoesOn() {
    served
        .runner()
        .script(
            "boom",
            steps -> {
              throw new StackOverflowError("deep");
            });
    try (ProtocolClient client = served.join()) {
      String request = send(client, DEFAULT, "t1", "boom");
      JsonNode error = client.await("error", DEADLINE);
      assertEquals(request, error.get("request_id").asText());
      assertEquals("failed", error.at("/turn/state").asText());
      assertEquals("internal_error", error.get("code").asText());
      assertTrue(error.get("message").asText().contains("deep"));
      send(client, DEFAULT, "t2", "hi");
      client.await("turn_completed", DEADLINE);
      assertEquals(1, types(client).stream().filter("error"::equals).count());
    }
  }

  @Test
  void sessionsSurviveARestart() {
    String made;
    try (ProtocolClient client = served.join()) {
      client.send("create_session", Map.of("display_name", "kept"));
      made = client.await("session_created", DEADLINE).at("/session/session_id").asText();
      send(client, made, "t1", "hi");
      client.await("turn_completed", DEADLINE);
    }
    served.gateway().close();
    served.hub().close();
    try (Served again = Served.start(served.journal(), AgentConfig.Gateway.defaults());
        ProtocolClient client = again.connect()) {
      JsonNode ack = client.hello(Map.of("user_id", "alice", "session_id", made), DEADLINE);
      assertEquals(made, ack.at("/session/session_id").asText());
      client.send("list_sessions", Map.of());
      assertEquals(2, client.await("session_list", DEADLINE).get("sessions").size());
      assertNotEquals(0, again.journal().events().size());
    }
  }

  @Test
  void everyClientHearsOfTheEndOfItsTurnBeforeTheGatewayCloses() {
    List<ProtocolClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 30; i++) {
        clients.add(served.join());
      }
      send(clients.getFirst(), DEFAULT, "t1", "wait");
      clients.forEach(client -> client.await("turn_started", DEADLINE));
      served.hub().close();
      served.gateway().close();
      clients.forEach(client -> client.await("turn_cancelled", DEADLINE));
      clients.forEach(client -> assertEquals(1001, client.awaitClose(DEADLINE)));
    } finally {
      clients.forEach(ProtocolClient::close);
    }
  }
}
