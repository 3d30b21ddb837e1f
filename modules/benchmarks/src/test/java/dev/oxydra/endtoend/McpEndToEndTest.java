package dev.oxydra.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.Await;
import dev.oxydra.testing.FakeModelServer;
import dev.oxydra.testing.McpServers;
import dev.oxydra.testing.RequiresTool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Servers of others in the shell's sandbox, and behind the broker, as a whole program uses them.
 */
@RequiresTool({"bwrap", "setsid", "node", "npm"})
class McpEndToEndTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static String fenced(String server, String text) {
    return "<untrusted source=\"mcp:%s\">\n%s\n</untrusted>".formatted(server, text);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static boolean isOpen(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertEquals(0, process.waitFor(), () -> List.of(command).toString());
  }

  @Test
  void serversInTheSandboxAndBehindTheBroker() throws Exception {
    int port = freePort();
    String agent =
        """
        mcp.servers {
          files {
            transport = stdio
            command = "exec node /shared/node_modules/@modelcontextprotocol/server-filesystem/dist/index.js /shared"
            tools = ["read_text_file", "list_directory", "write_file"]
          }
          every {
            transport = stdio
            command = "exec node /shared/node_modules/@modelcontextprotocol/server-everything/dist/index.js stdio"
            tools = ["echo", "get-env"]
            env_keys = [MCP_TEST_TOKEN]
          }
          far { transport = streamable_http, url = "http://127.0.0.1:%d/mcp", tools = [echo] }
          barred { transport = streamable_http, url = "http://127.0.0.1:%d/mcp" }
        }
        """
            .formatted(port, freePort());
    Process far = null;
    try (FakeModelServer fake = FakeModelServer.answering(OpenAiRunner::obey);
        RunnerUnderTest runner =
            RunnerUnderTest.inEmptyFolder(
                Map.of("OPENAI_API_KEY", OpenAiRunner.randomKey(), "MCP_TEST_TOKEN", "t0ken"))) {
      runner.configure(
          "agent.conf",
          "selection.provider = openai\nproviders.registry.openai.base_url = \"%s\"\n%s"
              .formatted(fake.baseUrl(), agent));
      runner.configure(
          "runner.conf",
          "network.tools.mcp { policy = allowlist, allow = [\"127.0.0.1:%d\"] }\n".formatted(port));
      ProcessBuilder everything =
          new ProcessBuilder(McpServers.command("everything", "streamableHttp"))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD);
      everything.environment().put("PORT", String.valueOf(port));
      far = everything.start();
      Await.until("it listens", PATIENCE, () -> isOpen(port));
      runner.ok("start");
      Path shared = runner.workspace("shared");
      run("cp", "-r", McpServers.folder().toString(), shared.toString());
      run("chown", "-R", "--reference=" + shared, shared.resolve("node_modules").toString());
      Files.writeString(shared.resolve("note.txt"), "from the workspace");
      try (Chat chat = Chat.open(runner)) {
        use(chat);
      }
      String egress = Files.readString(runner.workspace("logs/egress.log"));
      assertTrue(egress.contains("\"tool\":\"mcp\""), egress);
    } finally {
      if (far != null) {
        far.destroyForcibly().waitFor();
      }
    }
  }

  private static void use(Chat chat) {
    String tools =
        Await.value(
            "all are there",
            PATIENCE,
            () -> {
              String names = chat.ask("tools");
              return names.contains("mcp_files_")
                      && names.contains("mcp_every_")
                      && names.contains("mcp_far_")
                  ? names
                  : null;
            });
    assertTrue(
        tools.contains("mcp_files_list_directory, mcp_files_read_text_file, mcp_files_write_file"),
        tools);
    assertFalse(tools.contains("mcp_every_get-sum"), "it is not allowed");
    assertEquals(
        fenced("files", "from the workspace"),
        chat.ask("call mcp_files_read_text_file {\"path\":\"/shared/note.txt\"}"));
    String outside = chat.ask("call mcp_files_read_text_file {\"path\":\"/etc/passwd\"}");
    assertTrue(outside.contains("Access denied"), outside);
    assertEquals(
        fenced("far", "Echo: through the broker"),
        chat.ask("call mcp_far_echo {\"message\":\"through the broker\"}"));
    String environment = chat.ask("call mcp_every_get-env {}");
    assertTrue(environment.contains("\"MCP_TEST_TOKEN\""), "what it was given: " + environment);
    assertFalse(environment.contains("OXYDRA_SHELL"), environment);
    assertFalse(
        chat.ask("call shell_exec {\"command\":\"env\"}").contains("MCP_TEST_TOKEN"),
        "commands don't have it");
    String missing = chat.ask("call tool_search {\"query\":\"nothing of the kind\"}");
    assertTrue(
        missing.contains("barred is not there: ") && missing.contains("does not let mcp reach"),
        missing);
  }
}
