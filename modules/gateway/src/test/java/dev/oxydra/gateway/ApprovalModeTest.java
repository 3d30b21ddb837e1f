package dev.oxydra.gateway;

import static dev.oxydra.gateway.Served.DEADLINE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.InMemoryJournal;
import dev.oxydra.testing.ProtocolClient;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.AgentConfig.ApprovalMode;
import dev.oxydra.types.ApprovalModeChanged;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.SessionId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the user of a session is asked about, as clients say and see it. */
class ApprovalModeTest {
  private static final String DEFAULT = "runtime-alice";
  private static final Map<String, ?> HELLO =
      Map.of("user_id", "alice", "features", List.of("approvals", "history"));

  private final InMemoryJournal journal = new InMemoryJournal();
  private Served served = Served.start(journal, AgentConfig.Gateway.defaults());

  @AfterEach
  void close() {
    served.close();
  }

  private void configure(ApprovalMode mode) {
    served.runner().choices = new FakeChoices(mode);
  }

  private static String get(ProtocolClient client, String session) {
    return client.send("get_approval_mode", Map.of("session_id", session));
  }

  private static String set(ProtocolClient client, String session, String mode) {
    return client.send("set_approval_mode", Map.of("session_id", session, "mode", mode));
  }

  /** What holds, and what is configured. */
  private static String mode(ProtocolClient client, String request) {
    ProtocolClient.Frame answer =
        client.awaitFrame(
            "an answer", f -> ProtocolClient.isAnswerTo(request, f.payload()), DEADLINE);
    assertEquals("approval_mode", answer.type(), answer::toString);
    return answer.payload().path("mode").asText()
        + " of "
        + answer.payload().path("configured").asText();
  }

  private static String refusal(ProtocolClient client, String request, String code) {
    JsonNode error = client.await("error", e -> ProtocolClient.isAnswerTo(request, e), DEADLINE);
    assertEquals(code, error.path("code").asText(), error::toString);
    return error.path("message").asText();
  }

  private List<EventPayload> changes() {
    return journal.events().stream()
        .map(Event::payload)
        .filter(ApprovalModeChanged.class::isInstance)
        .toList();
  }

  @Test
  void whatIsSetIsJournalledSeenByOthersAndTakenBack() {
    try (ProtocolClient client = served.join(HELLO);
        ProtocolClient other =
            served.join(Map.of("user_id", "alice", "features", List.of("events")))) {
      assertEquals("auto of auto", mode(client, get(client, DEFAULT)));
      assertEquals("ask of auto", mode(client, set(client, DEFAULT, "ask")));
      assertEquals("ask of auto", mode(client, set(client, DEFAULT, "ask")));
      assertEquals("ask of auto", mode(client, get(client, DEFAULT)));
      JsonNode event =
          other.await(
              "event", e -> e.path("type").asText().equals("approval.mode_changed"), DEADLINE);
      assertEquals("ask", event.at("/payload/mode").asText());
      assertEquals("user", event.path("actor").asText());
      assertEquals(
          "auto of auto",
          mode(client, client.send("set_approval_mode", Map.of("session_id", DEFAULT))));
      assertEquals(
          List.of(new ApprovalModeChanged(ApprovalMode.ASK), new ApprovalModeChanged(null)),
          changes());
    }
  }

  @Test
  void itHoldsInTheNextProcess() {
    try (ProtocolClient client = served.join(HELLO)) {
      mode(client, set(client, DEFAULT, "read_only"));
    }
    served.hub().close();
    served.gateway().close();
    served = Served.start(journal, AgentConfig.Gateway.defaults());
    try (ProtocolClient client = served.join(HELLO)) {
      assertEquals("read_only of auto", mode(client, get(client, DEFAULT)));
    }
  }

  @Test
  void noSessionIsLooserThanAConfigurationThatAllowsNothing() {
    try (ProtocolClient client = served.join(HELLO)) {
      assertEquals("full of auto", mode(client, set(client, DEFAULT, "full")));
      configure(ApprovalMode.READ_ONLY);
      assertEquals("read_only of read_only", mode(client, get(client, DEFAULT)));
      for (String mode : List.of("ask", "auto", "full")) {
        String message = refusal(client, set(client, DEFAULT, mode), "invalid_field");
        assertTrue(message.contains("approvals.mode is read_only in agent.conf"), message);
      }
      assertEquals("read_only of read_only", mode(client, set(client, DEFAULT, "read_only")));
    }
  }

  @Test
  void whoWorksForASessionFollowsIt() {
    try (ProtocolClient client = served.join(HELLO)) {
      mode(client, get(client, DEFAULT));
      journal.append(
          List.of(
              new NewEvent(
                  new SessionId("child"),
                  null,
                  "system",
                  new EventPayload.SessionCreated(
                      "writer", null, "delegation", new SessionId(DEFAULT)))));
      mode(client, set(client, DEFAULT, "ask"));
      assertEquals("ask of auto", mode(client, get(client, "child")));
      String message = refusal(client, set(client, "child", "full"), "invalid_field");
      assertTrue(message.contains("set the mode in session " + DEFAULT), message);
      assertEquals(1, changes().size());
    }
  }

  @Test
  void aForkBeginsWithWhatIsConfigured() {
    try (ProtocolClient client = served.join(HELLO)) {
      mode(client, set(client, DEFAULT, "full"));
      String request =
          client.send(
              "fork_session",
              Map.of("session_id", DEFAULT, "at_seq", journal.lastSeq(new SessionId(DEFAULT))));
      String fork =
          client
              .await("session_forked", f -> ProtocolClient.isAnswerTo(request, f), DEADLINE)
              .at("/session/session_id")
              .asText();
      assertEquals("auto of auto", mode(client, get(client, fork)));
      assertEquals("full of auto", mode(client, get(client, DEFAULT)));
    }
  }

  @Test
  void whatCanNotBeIsRefused() {
    try (ProtocolClient client = served.join(HELLO);
        ProtocolClient plain = served.join()) {
      refusal(client, set(client, "nonesuch", "ask"), "unknown_session");
      refusal(client, get(client, "nonesuch"), "unknown_session");
      refusal(client, set(client, DEFAULT, "careful"), "invalid_field");
      refusal(plain, set(plain, DEFAULT, "full"), "feature_not_granted");
      refusal(plain, get(plain, DEFAULT), "feature_not_granted");
      assertEquals(List.of(), changes());
    }
  }
}
