package dev.oxydra.gateway;

import static dev.oxydra.gateway.Served.DEADLINE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.Await;
import dev.oxydra.testing.InMemoryJournal;
import dev.oxydra.testing.ProtocolClient;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.ReasoningEffort;
import dev.oxydra.types.Selection;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.Turn;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which agent a session has, and which model a turn asks for. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SelectionTest {
  private static final String SESSION = "runtime-alice";

  private final Served served = Served.start();

  @AfterEach
  void close() {
    served.close();
  }

  private static String send(
      ProtocolClient client, String session, String turn, String prompt, Map<String, ?> selection) {
    Map<String, Object> payload =
        new HashMap<>(Map.of("session_id", session, "turn_id", turn, "prompt", prompt));
    if (!selection.isEmpty()) {
      payload.put("selection", selection);
    }
    return client.send("send_turn", payload);
  }

  private static JsonNode answer(ProtocolClient client, String type, String request) {
    return client.await(type, payload -> ProtocolClient.isAnswerTo(request, payload), DEADLINE);
  }

  private List<Selection> submitted() {
    return served.journal().events().stream()
        .map(Event::payload)
        .filter(EventPayload.TurnSubmitted.class::isInstance)
        .map(payload -> ((EventPayload.TurnSubmitted) payload).selection())
        .toList();
  }

  @Test
  void aTurnsModelIsJournalledAndRun() {
    try (ProtocolClient client = served.join()) {
      String first =
          send(
              client,
              SESSION,
              "t1",
              "hi",
              Map.of("provider", "anthropic", "model", "claude", "reasoning", "high"));
      answer(client, "turn_completed", first);
      answer(client, "turn_completed", send(client, SESSION, "t2", "hi", Map.of("model", "m")));
      answer(client, "turn_completed", send(client, SESSION, "t3", "hi", Map.of()));
    }
    List<Selection> asked = served.runner().turns().stream().map(Turn::selection).toList();
    assertEquals(new Selection("anthropic", "claude", ReasoningEffort.HIGH), asked.get(0));
    assertEquals(new Selection(null, "m", null), asked.get(1));
    assertNull(asked.get(2));
    assertEquals(asked, submitted());
    assertTrue(
        served.runner().turns().stream().allMatch(turn -> "default".equals(turn.agentName())));
  }

  @Test
  void aTurnThatWaitsKeepsItsModel() {
    AgentConfig.Gateway d = AgentConfig.Gateway.defaults();
    var one =
        new AgentConfig.Gateway(
            List.of(), List.of(), d.maxFrame(), 4, 100, 100, d.maxSessions(), 1, 10);
    CountDownLatch go = new CountDownLatch(1);
    try (Served narrow = Served.start(new InMemoryJournal(), one);
        ProtocolClient first = narrow.join();
        ProtocolClient second =
            narrow.join(Map.of("user_id", "alice", "create_new_session", true))) {
      narrow
          .runner()
          .script(
              "hold",
              steps -> {
                go.await();
                steps.answer("done");
              });
      send(first, SESSION, "t1", "hold", Map.of());
      first.await("turn_started", DEADLINE);
      String session =
          narrow.hub().sessions().stream()
              .map(info -> info.sessionId().value())
              .filter(id -> !id.equals(SESSION))
              .findFirst()
              .orElseThrow();
      send(second, session, "t2", "hi", Map.of("model", "m"));
      Await.until("it waits", DEADLINE, () -> narrow.journal().unfinishedTurns().size() == 2);
      assertEquals(1, narrow.runner().turns().size());
      go.countDown();
      second.await("turn_completed", DEADLINE);
      assertEquals(new Selection(null, "m", null), narrow.runner().turns().getLast().selection());
    }
  }

  @Test
  void aModelThatIsNotThereIsRefusedAndLeavesNothingBehind() {
    try (ProtocolClient client = served.join()) {
      String request = send(client, SESSION, "t1", "hi", Map.of("model", "nonesuch"));
      JsonNode error = answer(client, "error", request);
      assertEquals("unknown_model", error.get("code").asText());
      assertEquals("There is no model 'nonesuch'; is it 'demo'?", error.get("message").asText());
      assertFalse(error.has("turn"), error.toString());
      assertEquals(List.of(), submitted());

      String again = send(client, SESSION, "t1", "hi", Map.of("model", "demo"));
      answer(client, "turn_completed", again);
      String twice = send(client, SESSION, "t1", "hi", Map.of("model", "nonesuch"));
      answer(client, "turn_completed", twice);
      assertEquals(1, served.runner().turns().size());
    }
  }

  @Test
  void anOddSelectionIsNamed() {
    try (ProtocolClient client = served.join()) {
      String request = send(client, SESSION, "t1", "hi", Map.of("reasoning", "enormous"));
      JsonNode error = answer(client, "error", request);
      assertEquals("invalid_field", error.get("code").asText());
      assertTrue(error.get("message").asText().contains("selection"), error.toString());
    }
  }

  @Test
  void aSessionHasTheAgentThatItWasMadeWith() {
    try (ProtocolClient client = served.join()) {
      String request = client.send("create_session", Map.of("agent_name", "writer"));
      JsonNode created = answer(client, "session_created", request);
      assertEquals("writer", created.get("agent_name").asText());
      String session = created.at("/session/session_id").asText();
      answer(client, "turn_completed", send(client, session, "t1", "hi", Map.of()));
      assertEquals("writer", served.runner().turns().getLast().agentName());

      client.send("list_sessions", Map.of());
      JsonNode sessions = client.await("session_list", DEADLINE).get("sessions");
      assertEquals("writer", sessions.at("/0/agent_name").asText());

      String unknown = client.send("create_session", Map.of("agent_name", "nobody"));
      JsonNode error = answer(client, "error", unknown);
      assertEquals("unknown_agent", error.get("code").asText());
      assertEquals(
          "There is no agent 'nobody'; there is 'default', 'writer'",
          error.get("message").asText());
    }
  }

  @Test
  void aSessionWhoseAgentIsGoneSaysSo() {
    SessionId session = new SessionId("old");
    served
        .journal()
        .append(
            List.of(
                new NewEvent(
                    session,
                    null,
                    "user",
                    new EventPayload.SessionCreated("retired", null, "gateway", null))));
    try (ProtocolClient client = served.join(Map.of("user_id", "alice", "session_id", "old"))) {
      JsonNode error = answer(client, "error", send(client, "old", "t1", "hi", Map.of()));
      assertEquals("unknown_agent", error.get("code").asText());
      assertTrue(error.get("message").asText().contains("'retired'"), error.toString());
      assertEquals(List.of(), submitted());
    }
  }
}
