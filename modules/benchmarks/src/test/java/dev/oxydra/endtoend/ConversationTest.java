package dev.oxydra.endtoend;

import static dev.oxydra.endtoend.RunnerUnderTest.PATIENCE;
import static dev.oxydra.endtoend.RunnerUnderTest.USER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.ProtocolClient;
import dev.oxydra.testing.RequiresTool;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A plain client of the protocol and a real guest in its sandbox, with the demo provider. */
@RequiresTool({"bwrap", "setsid"})
class ConversationTest {
  @Test
  void goesTheWholeWay() throws Exception {
    try (RunnerUnderTest runner = RunnerUnderTest.inEmptyFolder(Map.of())) {
      runner.ok("start");
      try (ProtocolClient client = runner.connect()) {
        JsonNode ack = client.hello(USER, PATIENCE);
        String first = ack.path("session").path("session_id").asText();
        assertEquals("runtime-" + USER, first);

        assertTrue(turn(client, first, "write notes.txt: hello").contains("notes.txt"));
        assertEquals("hello", Files.readString(runner.workspace("shared/notes.txt")).strip());
        assertTrue(turn(client, first, "read notes.txt").contains("hello"));
        assertTrue(turn(client, first, "run cat /shared/notes.txt").contains("hello"));

        String created = client.send("create_session", Map.of("display_name", "second"));
        String second =
            client
                .await("session_created", p -> ProtocolClient.isAnswerTo(created, p), PATIENCE)
                .path("session")
                .path("session_id")
                .asText();
        assertNotEquals(first, second);

        cancel(client, second);

        client.send("list_sessions", Map.of());
        List<String> ids = new ArrayList<>();
        client
            .await("session_list", PATIENCE)
            .path("sessions")
            .forEach(session -> ids.add(session.path("session_id").asText()));
        assertEquals(List.of(second, first), ids);

        client.send("switch_session", Map.of("session_id", "runtime"));
        assertEquals(
            first,
            client.await("session_switched", PATIENCE).path("session").path("session_id").asText());
      }
    }
  }

  private static String turn(ProtocolClient client, String session, String prompt) {
    String turn = UUID.randomUUID().toString();
    client.send("send_turn", Map.of("session_id", session, "turn_id", turn, "prompt", prompt));
    return client
        .await(
            "turn_completed", p -> p.path("turn").path("turn_id").asText().equals(turn), PATIENCE)
        .path("response")
        .path("message")
        .path("content")
        .asText();
  }

  private static void cancel(ProtocolClient client, String session) {
    String turn = UUID.randomUUID().toString();
    client.send("send_turn", Map.of("session_id", session, "turn_id", turn, "prompt", "slow 500"));
    client.await("assistant_delta", PATIENCE);
    client.send("cancel_active_turn", Map.of("session_id", session, "turn_id", turn));
    client.await("turn_cancelled", PATIENCE);
  }

  @Test
  void aKilledGuestComesBackWithTheConversation() throws Exception {
    try (RunnerUnderTest runner = RunnerUnderTest.inEmptyFolder(Map.of())) {
      runner.ok("start");
      long seen;
      try (ProtocolClient client = runner.connect()) {
        client.hello(
            Map.of("user_id", USER, "features", List.of("events"), "after_seq", 0), PATIENCE);
        turn(client, "runtime-" + USER, "write notes.txt: hello");
        seen =
            client.received().stream()
                .filter(frame -> frame.type().equals("event"))
                .mapToLong(frame -> frame.payload().path("seq").asLong())
                .max()
                .orElseThrow();
        client.send(
            "send_turn",
            Map.of("session_id", "runtime-" + USER, "turn_id", "cut-off", "prompt", "slow 500"));
        client.await("assistant_delta", PATIENCE);
      }
      ProcessHandle killed = runner.guestProcess(Optional.empty());
      assertTrue(killed.destroyForcibly());
      runner.guestProcess(Optional.of(killed));

      try (ProtocolClient client = runner.connect()) {
        client.hello(
            Map.of("user_id", USER, "features", List.of("events"), "after_seq", 0), PATIENCE);
        client.await("replay_complete", PATIENCE);
        List<JsonNode> events =
            client.received().stream()
                .filter(frame -> frame.type().equals("event"))
                .map(ProtocolClient.Frame::payload)
                .toList();
        assertTrue(events.stream().anyMatch(e -> e.path("seq").asLong() == seen));
        JsonNode last = events.getLast();
        assertEquals("turn.failed", last.path("type").asText());
        assertEquals("interrupted", last.path("payload").path("reason").asText());
        assertEquals("cut-off", last.path("turn_id").asText());
        assertTrue(turn(client, "runtime-" + USER, "read notes.txt").contains("hello"));
      }
    }
  }

  @Test
  void aStoppedGuestCancelsWhatRuns() throws Exception {
    try (RunnerUnderTest runner = RunnerUnderTest.inEmptyFolder(Map.of())) {
      runner.ok("start");
      try (ProtocolClient client = runner.connect()) {
        client.hello(USER, PATIENCE);
        String session = "runtime-" + USER;
        client.send(
            "send_turn", Map.of("session_id", session, "turn_id", "t", "prompt", "slow 500"));
        client.await("assistant_delta", PATIENCE);
        runner.ok("stop");
        client.await("turn_cancelled", PATIENCE);
      }
      runner.ok("start");
      try (ProtocolClient client = runner.connect()) {
        client.hello(
            Map.of("user_id", USER, "features", List.of("events"), "after_seq", 0), PATIENCE);
        client.await("event", e -> e.path("type").asText().equals("turn.cancelled"), PATIENCE);
      }
    }
  }

  @Test
  void saysPlainlyWhatIsThere() throws Exception {
    try (RunnerUnderTest runner = RunnerUnderTest.inEmptyFolder(Map.of())) {
      Distribution.Ended withoutTerminal = runner.run("tui");
      assertEquals(2, withoutTerminal.exit(), withoutTerminal.output());
      assertTrue(withoutTerminal.output().contains("needs a terminal"), withoutTerminal.output());
      assertEquals(3, runner.run("status").exit(), "nothing was started");
      assertEquals(0, runner.run("stop").exit());
      runner.ok("start");
      assertTrue(runner.ok("start").contains("already"), "a second start");
      String status = runner.ok("status");
      assertTrue(status.contains(USER) && status.contains("running"), status);
      assertTrue(status.contains("demo"), status);
      runner.ok("restart");
      runner.ok("stop");
      assertEquals(3, runner.run("status").exit());
    }
  }

  @Test
  void wrongConfigurationStartsNothing() throws Exception {
    try (RunnerUnderTest runner = RunnerUnderTest.inEmptyFolder(Map.of())) {
      runner.configure(
          "agent.conf",
          "runtime.max_turns = 0\nruntime.turn_timout = 5m\ntools.output_limit = blue\n");
      Distribution.Ended ended = runner.run("start");
      assertEquals(2, ended.exit(), ended.output());
      for (String words :
          List.of(
              "agent.conf:1",
              "runtime.max_turns",
              "agent.conf:2",
              "turn_timeout",
              "agent.conf:3")) {
        assertTrue(ended.output().contains(words), () -> words + " in " + ended.output());
      }
      assertEquals(3, runner.run("status").exit());
    }
  }
}
