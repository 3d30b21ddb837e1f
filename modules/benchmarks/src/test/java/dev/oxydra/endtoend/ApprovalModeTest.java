package dev.oxydra.endtoend;

import static dev.oxydra.endtoend.RunnerUnderTest.PATIENCE;
import static dev.oxydra.endtoend.RunnerUnderTest.USER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.ProtocolClient;
import dev.oxydra.testing.RequiresTool;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a user has set in a session decides about calls, with a real guest and a real shell. */
@RequiresTool({"bwrap", "setsid"})
class ApprovalModeTest {
  @Test
  void itHoldsAfterARestartUntilItIsTakenBack() throws Exception {
    try (RunnerUnderTest runner = RunnerUnderTest.inEmptyFolder(Map.of())) {
      runner.configure("agent.conf", "selection.provider = demo\n");
      runner.ok("start");
      try (Chat chat = open(runner)) {
        assertEquals("auto", set(chat, "auto").path("configured").asText());
        chat.ask("run touch before");
        assertTrue(Files.exists(runner.workspace("shared/before")));
        assertEquals("read_only", set(chat, "read_only").path("mode").asText());
        chat.ask("run touch refused");
      }
      runner.ok("stop");
      runner.ok("start");
      try (Chat chat = open(runner)) {
        assertEquals("read_only", mode(chat).path("mode").asText());
        chat.ask("run touch refused");
        assertFalse(Files.exists(runner.workspace("shared/refused")));
        set(chat, "ask");
        String turn = chat.begin("run touch allowed");
        JsonNode asked = chat.client().await("approval_requested", PATIENCE);
        chat.client()
            .send(
                "resolve_approval",
                Map.of(
                    "approval_id", asked.path("approval_id").asText(), "decision", "allow_once"));
        chat.answer(turn);
        assertTrue(Files.exists(runner.workspace("shared/allowed")));
        assertEquals("auto", set(chat, null).path("mode").asText());
        chat.ask("run touch after");
        assertTrue(Files.exists(runner.workspace("shared/after")));
      }
    }
  }

  @Test
  void aConfigurationThatAllowsNothingIsNotLoosened() throws Exception {
    try (RunnerUnderTest runner = RunnerUnderTest.inEmptyFolder(Map.of())) {
      runner.configure("agent.conf", "selection.provider = demo\napprovals.mode = read_only\n");
      runner.ok("start");
      try (Chat chat = open(runner)) {
        JsonNode refused = set(chat, "full");
        assertEquals("invalid_field", refused.path("code").asText(), refused::toString);
        chat.ask("run touch refused");
        assertFalse(Files.exists(runner.workspace("shared/refused")));
      }
    }
  }

  private static Chat open(RunnerUnderTest runner) throws IOException {
    ProtocolClient client = runner.connect();
    JsonNode ack =
        client.hello(Map.of("user_id", USER, "features", List.of("approvals")), PATIENCE);
    return new Chat(client, ack.path("session").path("session_id").asText());
  }

  private static JsonNode mode(Chat chat) {
    return ask(chat, "get_approval_mode", Map.of("session_id", chat.session()));
  }

  private static JsonNode set(Chat chat, @Nullable String mode) {
    Map<String, @Nullable String> wanted = new HashMap<>();
    wanted.put("session_id", chat.session());
    wanted.put("mode", mode);
    return ask(chat, "set_approval_mode", wanted);
  }

  private static JsonNode ask(Chat chat, String type, Map<String, ?> payload) {
    String request = chat.client().send(type, payload);
    return chat.client()
        .awaitFrame("an answer", f -> ProtocolClient.isAnswerTo(request, f.payload()), PATIENCE)
        .payload();
  }
}
