package dev.oxydra.endtoend;

import static dev.oxydra.endtoend.RunnerUnderTest.PATIENCE;
import static dev.oxydra.endtoend.RunnerUnderTest.USER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.Await;
import dev.oxydra.testing.ProtocolClient;
import dev.oxydra.testing.RequiresTool;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tool calls that the user is asked about, with a real guest and a real shell. */
@RequiresTool({"bwrap", "setsid"})
class ApprovalTest {
  private static final String ASK = "selection.provider = demo\napprovals.mode = ask\n";

  @Test
  void aQuestionOutlivesItsGuestAndTheCallRunsOnce() throws Exception {
    try (RunnerUnderTest runner = RunnerUnderTest.inEmptyFolder(Map.of())) {
      runner.configure("agent.conf", ASK);
      runner.ok("start");
      String asked;
      String turn;
      try (Chat chat = open(runner)) {
        turn = chat.begin("run echo once >>count.txt");
        JsonNode request = chat.client().await("approval_requested", PATIENCE);
        asked = request.path("approval_id").asText();
        assertEquals("shell_exec", request.path("tool").asText());
        assertEquals("echo once >>count.txt", request.path("arguments").path("command").asText());
        kill(runner);
      }
      Await.until("another guest", PATIENCE, () -> isServed(runner));
      assertFalse(Files.exists(runner.workspace("shared/count.txt")));
      try (Chat chat = open(runner)) {
        JsonNode again = chat.client().await("approval_requested", PATIENCE);
        assertEquals(asked, again.path("approval_id").asText());
        chat.client()
            .send("resolve_approval", Map.of("approval_id", asked, "decision", "allow_once"));
        assertEquals("turn_completed", chat.end(turn).type());
        assertEquals(List.of("once"), Files.readAllLines(runner.workspace("shared/count.txt")));
        assertEquals(1, count(chat, "approval.requested"));
        assertEquals(1, count(chat, "tool.call"));
        assertEquals(1, count(chat, "turn.started"));
      }
    }
  }

  @Test
  void aDenialIsToldToTheModelAndNothingRuns() throws Exception {
    try (RunnerUnderTest runner = RunnerUnderTest.inEmptyFolder(Map.of())) {
      runner.configure("agent.conf", ASK);
      runner.ok("start");
      try (Chat chat = open(runner)) {
        String turn = chat.begin("run touch made");
        JsonNode request = chat.client().await("approval_requested", PATIENCE);
        chat.client()
            .send(
                "resolve_approval",
                Map.of(
                    "approval_id",
                    request.path("approval_id").asText(),
                    "decision",
                    "deny",
                    "note",
                    "not today"));
        assertEquals("turn_completed", chat.end(turn).type());
        JsonNode result = event(chat, "tool.result");
        assertEquals("error", result.path("payload").path("outcome").asText());
        String text = result.path("payload").path("text").asText();
        assertTrue(text.contains("not today"), text);
        assertFalse(Files.exists(runner.workspace("shared/made")));
      }
    }
  }

  private static Chat open(RunnerUnderTest runner) throws IOException {
    ProtocolClient client = runner.connect();
    JsonNode ack =
        client.hello(
            Map.of("user_id", USER, "features", List.of("events", "approvals"), "after_seq", 0),
            PATIENCE);
    return new Chat(client, ack.path("session").path("session_id").asText());
  }

  private static void kill(RunnerUnderTest runner) throws IOException {
    ProcessHandle guest = runner.guestProcess(Optional.empty());
    assertTrue(guest.destroyForcibly());
    Await.until("the end of the guest", PATIENCE, () -> !guest.isAlive());
  }

  private static boolean isServed(RunnerUnderTest runner) {
    try (Chat chat = open(runner)) {
      return !chat.session().isEmpty();
    } catch (IOException | RuntimeException | AssertionError e) {
      return false; // Not yet.
    }
  }

  private static long count(Chat chat, String type) {
    return chat.events().stream().filter(event -> event.path("type").asText().equals(type)).count();
  }

  private static JsonNode event(Chat chat, String type) {
    return chat.events().stream()
        .filter(event -> event.path("type").asText().equals(type))
        .findFirst()
        .orElseThrow();
  }
}
