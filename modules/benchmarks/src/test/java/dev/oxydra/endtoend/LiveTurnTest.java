package dev.oxydra.endtoend;

import static dev.oxydra.endtoend.RunnerUnderTest.PATIENCE;
import static dev.oxydra.endtoend.RunnerUnderTest.USER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.ProtocolClient;
import dev.oxydra.testing.RequiresTool;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A turn that is watched, and spoken to, while a command of its runs in the sandbox. */
@RequiresTool({"bwrap", "setsid"})
class LiveTurnTest {
  private static final String WAITS =
      "run echo one; while ! [ -e go ]; do sleep 0.05; done; echo two >&2";

  @Test
  void aCommandsOutputComesWhileItRunsAndTheUserMaySaySomethingToTheTurn() throws Exception {
    try (RunnerUnderTest runner = RunnerUnderTest.inEmptyFolder(Map.of())) {
      runner.ok("start");
      try (ProtocolClient client = runner.connect()) {
        Map<String, Object> hello =
            Map.of("user_id", USER, "features", List.of("events", "tools", "queue", "usage"));
        JsonNode ack = client.hello(hello, PATIENCE);
        String session = ack.path("session").path("session_id").asText();
        String turn = UUID.randomUUID().toString();
        client.send("send_turn", Map.of("session_id", session, "turn_id", turn, "prompt", WAITS));

        JsonNode called = client.await("tool_call", PATIENCE);
        assertEquals("shell_exec", called.path("name").asText(), called::toString);
        JsonNode one = client.await("tool_output", PATIENCE);
        assertEquals("one\n", one.path("chunk").asText(), one::toString);
        assertEquals("stdout", one.path("stream").asText(), one::toString);
        assertEquals(called.path("call_id"), one.path("call_id"));

        String said = "hello, I am still here";
        client.send("steer_turn", Map.of("session_id", session, "turn_id", turn, "prompt", said));
        client.await("turn_steered", PATIENCE);
        Files.createFile(runner.workspace("shared/go"));
        JsonNode two = client.await("tool_output", PATIENCE);
        assertEquals("two\n", two.path("chunk").asText(), two::toString);
        assertEquals("stdout", two.path("stream").asText(), "both outputs are in one order");
        JsonNode result = client.await("tool_result", PATIENCE);
        assertTrue(result.path("ok").asBoolean(), result::toString);

        // The demo answers what was said last, which is what the turn was told meanwhile.
        JsonNode end = client.await("turn_completed", PATIENCE);
        String answer = end.path("response").path("message").path("content").asText();
        assertTrue(answer.contains("I understand these requests"), answer);
        assertEquals(2, count(client, "usage_update"));
      }
    }
  }

  private static long count(ProtocolClient client, String type) {
    return client.received().stream().filter(frame -> frame.type().equals(type)).count();
  }
}
