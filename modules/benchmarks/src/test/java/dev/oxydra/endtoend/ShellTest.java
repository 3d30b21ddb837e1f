package dev.oxydra.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.Await;
import dev.oxydra.testing.FakeModelServer;
import dev.oxydra.testing.ProtocolClient;
import dev.oxydra.testing.RequiresTool;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sessions of the shell, through a guest and its sidecar in the real sandbox. */
@RequiresTool({"bwrap", "setsid"})
class ShellTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static long running(RunnerUnderTest runner, String mark) throws IOException {
    return runner
        .daemon()
        .descendants()
        .filter(process -> process.info().commandLine().orElse("").contains(mark))
        .count();
  }

  @Test
  void folderEnvironmentAndProcessesStayInTheirSession() throws Exception {
    try (FakeModelServer fake = FakeModelServer.answering(OpenAiRunner::obey);
        RunnerUnderTest runner = OpenAiRunner.at(fake.baseUrl(), OpenAiRunner.randomKey(), "")) {
      runner.ok("start");
      try (Chat chat = open(runner)) {
        assertEquals(
            "exit code 0; now in /shared/app",
            chat.ask("run mkdir app && cd app && export MODE='a b'"));
        assertEquals("exit code 0\n/shared/app a b", chat.ask("run echo $PWD $MODE; exit 0"));
        assertEquals(
            "exit code 1\nout\nerr\nout", chat.ask("run echo out; echo err >&2; echo out; false"));
        String terminal = chat.ask("call shell_exec {'command': 'tty', 'terminal': true}");
        assertTrue(terminal.startsWith("exit code 0\n/dev/pts/"), terminal);

        String started = chat.ask("call shell_start {'command': 'echo up; exec sleep 98765'}");
        assertTrue(started.startsWith("It runs as p1"), started);
        String written = chat.ask("call shell_output {'process': 'p1', 'wait_secs': 20}");
        assertEquals("p1 runs; next_from is 3\nup", written);
        assertEquals(1, running(runner, "sleep 98765"));

        Chat other = chat.create();
        assertEquals("exit code 0\n/shared", other.ask("run echo $PWD $MODE"));
        String unknown = other.ask("call shell_output {'process': 'p1'}");
        assertTrue(unknown.contains("There is no process p1"), unknown);

        deleteSession(chat);
        Await.until(
            "the end of what the session ran", PATIENCE, () -> running(runner, "sleep 98765") == 0);
        assertEquals("exit code 0\n/shared", other.ask("run echo $PWD"));
      }
      runner.ok("stop");
    }
  }

  private static Chat open(RunnerUnderTest runner) throws IOException {
    ProtocolClient client = runner.connect();
    JsonNode ack =
        client.hello(
            Map.of("user_id", RunnerUnderTest.USER, "features", List.of("events", "history")),
            PATIENCE);
    return new Chat(client, ack.path("session").path("session_id").asText());
  }

  private static void deleteSession(Chat chat) {
    String request = chat.client().send("delete_session", Map.of("session_id", chat.session()));
    JsonNode _ =
        chat.client()
            .await("session_deleted", frame -> ProtocolClient.isAnswerTo(request, frame), PATIENCE);
  }

  @Test
  void patternsAndVariablesAreTheOperators() throws Exception {
    String config =
        """
        tools.shell { deny = ["git push*"], env_keys = [GREETING] }
        approvals.mode = full
        """;
    try (FakeModelServer fake = FakeModelServer.answering(OpenAiRunner::obey);
        RunnerUnderTest runner =
            RunnerUnderTest.inEmptyFolder(
                Map.of("OPENAI_API_KEY", OpenAiRunner.randomKey(), "GREETING", "hello"))) {
      runner.configure(
          "agent.conf",
          "selection.provider = openai\nproviders.registry.openai.base_url = \"%s\"\n%s"
              .formatted(fake.baseUrl(), config));
      runner.ok("start");
      try (Chat chat = Chat.open(runner)) {
        assertEquals("exit code 0\nhello", chat.ask("run echo $GREETING"));
        String denied = chat.ask("run cd /tmp && git  push --force");
        assertEquals("The configuration forbids this: tools.shell.deny has \"git push*\".", denied);
        List<JsonNode> results =
            chat.events().stream()
                .filter(event -> event.path("type").asText().equals("tool.result"))
                .toList();
        assertEquals(2, results.size(), results::toString);
      }
      runner.ok("stop");
    }
  }
}
