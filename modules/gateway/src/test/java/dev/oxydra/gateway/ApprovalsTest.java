package dev.oxydra.gateway;

import static dev.oxydra.gateway.Served.DEADLINE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.oxydra.testing.Await;
import dev.oxydra.testing.InMemoryJournal;
import dev.oxydra.testing.ProtocolClient;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.ApprovalEvent;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.JournalException;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The feature {@code approvals}: what the user is asked, and who answers. */
class ApprovalsTest {
  private static final String DEFAULT = "runtime-alice";
  private static final Map<String, ?> HELLO =
      Map.of("user_id", "alice", "features", List.of("approvals"));
  private static final Duration LONG = Duration.ofHours(1);

  private final InMemoryJournal journal = new InMemoryJournal();
  private final LinkedBlockingQueue<ApprovalEvent.Resolved> answers = new LinkedBlockingQueue<>();
  private Served served = Served.start(journal, AgentConfig.Gateway.defaults());

  ApprovalsTest() {
    script("ask", LONG);
    script("hurry", Duration.ofMillis(50));
  }

  private void script(String prompt, Duration patience) {
    served
        .runner()
        .script(
            prompt,
            steps -> {
              answers.add(steps.host().decide(request("a-" + steps.turn().id(), patience)));
              steps.answer("done");
            });
  }

  private static ApprovalEvent.Requested request(String id, Duration patience) {
    return new ApprovalEvent.Requested(
        id,
        "c1",
        "file_delete",
        JsonNodeFactory.instance.objectNode().put("path", "notes.txt"),
        SafetyTier.SIDE_EFFECTING,
        "It deletes a file",
        Instant.now().plus(patience));
  }

  @AfterEach
  void close() {
    served.close();
  }

  private static String send(ProtocolClient client, String turn, String prompt) {
    return client.send(
        "send_turn", Map.of("session_id", DEFAULT, "turn_id", turn, "prompt", prompt));
  }

  private static String resolve(ProtocolClient client, String id, String decision) {
    return client.send(
        "resolve_approval", Map.of("approval_id", id, "decision", decision, "note", "because"));
  }

  private static JsonNode error(ProtocolClient client, String request, String code) {
    JsonNode error = client.await("error", e -> ProtocolClient.isAnswerTo(request, e), DEADLINE);
    assertEquals(code, error.get("code").asText(), error.toString());
    return error;
  }

  private List<ApprovalEvent.Resolved> resolved() {
    return journal.events().stream()
        .map(Event::payload)
        .filter(ApprovalEvent.Resolved.class::isInstance)
        .map(ApprovalEvent.Resolved.class::cast)
        .toList();
  }

  @Test
  void allAreAskedAndTheFirstAnswerCounts() throws Exception {
    try (ProtocolClient client = served.join(HELLO);
        ProtocolClient other = served.join(HELLO);
        ProtocolClient plain = served.join()) {
      String turn = send(client, "t1", "ask");
      JsonNode asked = client.await("approval_requested", DEADLINE);
      assertEquals(turn, asked.get("request_id").asText());
      assertEquals("t1", asked.at("/turn/turn_id").asText());
      assertEquals("a-t1", asked.get("approval_id").asText());
      assertEquals("file_delete", asked.get("tool").asText());
      assertEquals("notes.txt", asked.at("/arguments/path").asText());
      assertEquals("side_effecting", asked.get("safety_tier").asText());
      assertEquals("It deletes a file", asked.get("reason").asText());
      Instant.parse(asked.get("expires_at").asText());
      other.await("approval_requested", DEADLINE);

      String answer = resolve(other, "a-t1", "allow_session");
      JsonNode told = other.await("approval_resolved", DEADLINE);
      assertEquals(answer, told.get("request_id").asText());
      JsonNode seen = client.await("approval_resolved", DEADLINE);
      assertFalse(seen.has("request_id"));
      assertEquals("allow_session", seen.get("decision").asText());
      assertEquals("gateway", seen.get("by").asText());
      assertEquals("because", seen.get("note").asText());

      ApprovalEvent.Resolved got = answers.take();
      assertEquals(ApprovalEvent.Decision.ALLOW_SESSION, got.decision());
      assertEquals(List.of(got), resolved());
      error(client, resolve(client, "a-t1", "deny"), "approval_resolved_already");
      error(client, resolve(client, "nonesuch", "deny"), "unknown_approval");
      plain.await("turn_completed", DEADLINE);
      error(plain, resolve(plain, "a-t1", "deny"), "feature_not_granted");
      assertTrue(plain.received().stream().noneMatch(f -> f.type().startsWith("approval")));
      assertEquals(1, resolved().size());
    }
  }

  @Test
  void ofManyAnswersAtOnceOneCounts() throws Exception {
    List<ProtocolClient> clients = new ArrayList<>();
    // Who waits for the turn's end answers nothing: it may come before the answer to a late one.
    try (ProtocolClient asking = served.join(HELLO)) {
      for (int i = 0; i < 8; i++) {
        clients.add(served.join(HELLO));
      }
      for (int round = 0; round < 10; round++) {
        String id = "a-t" + round;
        send(asking, "t" + round, "ask");
        for (ProtocolClient client : clients) {
          client.await(
              "approval_requested", a -> a.get("approval_id").asText().equals(id), DEADLINE);
        }
        List<String> requests =
            clients.stream().map(client -> resolve(client, id, "allow_once")).toList();
        int told = 0;
        for (int i = 0; i < clients.size(); i++) {
          String request = requests.get(i);
          ProtocolClient.Frame answer =
              clients
                  .get(i)
                  .awaitFrame(
                      "an answer", f -> ProtocolClient.isAnswerTo(request, f.payload()), DEADLINE);
          told += answer.type().equals("approval_resolved") ? 1 : 0;
        }
        assertEquals(1, told);
        assertEquals(ApprovalEvent.Decision.ALLOW_ONCE, answers.take().decision());
        assertEquals(round + 1, resolved().size());
        String turn = "t" + round;
        asking.await("turn_completed", e -> e.at("/turn/turn_id").asText().equals(turn), DEADLINE);
      }
    } finally {
      clients.forEach(ProtocolClient::close);
    }
  }

  @Test
  void noAnswerInTimeIsADenial() throws Exception {
    try (ProtocolClient client = served.join(HELLO)) {
      send(client, "t1", "hurry");
      JsonNode resolved = client.await("approval_resolved", DEADLINE);
      assertEquals("deny", resolved.get("decision").asText());
      assertEquals("system", resolved.get("by").asText());
      assertEquals(ApprovalEvent.Decision.DENY, answers.take().decision());
      client.await("turn_completed", DEADLINE);
      error(client, resolve(client, "a-t1", "allow_once"), "approval_resolved_already");
    }
  }

  @Test
  void theEndOfTheTurnIsADenial() {
    try (ProtocolClient client = served.join(HELLO)) {
      send(client, "t1", "ask");
      client.await("approval_requested", DEADLINE);
      client.send("cancel_active_turn", Map.of("session_id", DEFAULT));
      JsonNode resolved = client.await("approval_resolved", DEADLINE);
      assertEquals("deny", resolved.get("decision").asText());
      assertEquals("system", resolved.get("by").asText());
      client.await("turn_cancelled", DEADLINE);
      assertEquals(List.of(), List.copyOf(answers));
    }
  }

  @Test
  void whoJoinsLaterIsAskedToo() throws Exception {
    try (ProtocolClient client = served.join(HELLO)) {
      send(client, "t1", "ask");
      client.await("approval_requested", DEADLINE);
      try (ProtocolClient late =
              served.join(
                  Map.of(
                      "user_id",
                      "alice",
                      "features",
                      List.of("events", "approvals"),
                      "after_seq",
                      0));
          ProtocolClient elsewhere =
              served.join(
                  Map.of(
                      "user_id",
                      "alice",
                      "create_new_session",
                      true,
                      "features",
                      List.of("approvals")))) {
        assertEquals(
            "a-t1", late.await("approval_requested", DEADLINE).get("approval_id").asText());
        String answer = resolve(elsewhere, "a-t1", "allow_always");
        JsonNode told = elsewhere.await("approval_resolved", DEADLINE);
        assertEquals(answer, told.get("request_id").asText());
        assertEquals(DEFAULT, told.at("/session/session_id").asText());
        late.await("approval_resolved", DEADLINE);
        late.await("turn_completed", DEADLINE);
        assertEquals(
            1, late.received().stream().filter(f -> f.type().equals("approval_requested")).count());
      }
      assertEquals(ApprovalEvent.Decision.ALLOW_ALWAYS, answers.take().decision());
    }
  }

  @Test
  void anAnswerThatCannotBeJournalledDoesNotCount() throws Exception {
    try (ProtocolClient client = served.join(HELLO)) {
      send(client, "t1", "ask");
      client.await("approval_requested", DEADLINE);
      journal.failAppends(new JournalException(JournalException.Kind.FULL, "The disk is full"));
      error(client, resolve(client, "a-t1", "allow_once"), "journal_failed");
      journal.failAppends(null);
      resolve(client, "a-t1", "deny");
      client.await("approval_resolved", DEADLINE);
      assertEquals(ApprovalEvent.Decision.DENY, answers.take().decision());
    }
  }

  @Test
  void questionsOfAnEarlierProcessAreAskedAgainUntilTheirTimeIsOver() {
    served.hub().close();
    served.gateway().close();
    SessionId session = new SessionId(DEFAULT);
    TurnId turn = new TurnId("t1");
    append(session, null, new EventPayload.SessionCreated("default", null, "gateway", null));
    append(session, turn, new EventPayload.TurnSubmitted("ask", List.of()));
    append(session, turn, new EventPayload.TurnStarted());
    append(session, turn, request("still-open", LONG));
    append(session, turn, request("over", Duration.ofSeconds(-1)));
    append(session, turn, request("answered", LONG));
    append(
        session,
        turn,
        new ApprovalEvent.Resolved("answered", ApprovalEvent.Decision.DENY, "telegram", null));
    served = Served.start(journal, AgentConfig.Gateway.defaults());
    try (ProtocolClient client = served.join(HELLO)) {
      JsonNode asked = client.await("approval_requested", DEADLINE);
      assertEquals("still-open", asked.get("approval_id").asText());
      error(client, resolve(client, "over", "allow_once"), "approval_resolved_already");
      resolve(client, "still-open", "allow_once");
      client.await(
          "approval_resolved",
          told -> told.get("approval_id").asText().equals("still-open"),
          DEADLINE);
      assertEquals(
          List.of("answered", "over", "still-open"),
          resolved().stream().map(ApprovalEvent.Resolved::approvalId).toList());
      assertEquals("system", resolved().get(1).by());
      Await.until("none is open", DEADLINE, () -> served.hub().stats().pendingApprovals() == 0);
      assertEquals(
          1, client.received().stream().filter(f -> f.type().equals("approval_requested")).count());
    }
  }

  private void append(SessionId session, @Nullable TurnId turn, EventPayload payload) {
    journal.append(List.of(new NewEvent(session, turn, "default", payload)));
  }
}
