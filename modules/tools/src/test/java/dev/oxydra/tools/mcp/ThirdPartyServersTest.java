package dev.oxydra.tools.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.Await;
import dev.oxydra.testing.McpServers;
import dev.oxydra.testing.RequiresTool;
import dev.oxydra.types.ToolOutput;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers that others have written, with another implementation of the protocol. */
@RequiresTool({"node", "npm"})
@Timeout(value = 360, unit = TimeUnit.SECONDS)
class ThirdPartyServersTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path folder;

  private static String node(String server, String arguments)
      throws IOException, InterruptedException {
    return "exec " + String.join(" ", McpServers.command(server, arguments));
  }

  /** What both transports have to carry. */
  private static void use(McpBench bench) throws InterruptedException {
    List<String> names = bench.names();
    assertTrue(
        names.containsAll(
            List.of(
                "mcp_every_echo",
                "mcp_every_get-sum",
                "mcp_resources",
                "mcp_read_resource",
                "mcp_prompt")),
        names::toString);
    assertEquals(
        ToolOutput.ok("Echo: grüß dich").from("mcp:every"),
        bench.call("mcp_every_echo", "{\"message\":\"grüß dich\"}"));
    assertEquals(
        "The sum of 2 and 3 is 5.", bench.call("mcp_every_get-sum", "{\"a\":2,\"b\":3}").text());
    ToolOutput wrong = bench.call("mcp_every_get-sum", "{\"a\":\"two\"}");
    assertFalse(wrong.ok());
    assertEquals("mcp:every", wrong.source());
    String image = bench.call("mcp_every_get-tiny-image", "{}").text();
    assertTrue(image.contains("[image, image/png, "), image);
    String resource =
        bench
            .call(
                "mcp_every_get-resource-reference", "{\"resourceType\":\"Text\",\"resourceId\":1}")
            .text();
    assertTrue(
        resource.contains("[demo://resource/dynamic/text/1 text/plain]\nResource 1"), resource);
    String resources = bench.call("mcp_resources", "{\"server\":\"every\"}").text();
    assertTrue(
        resources.contains("demo://resource/static/document/architecture.md architecture.md"),
        resources);
    assertTrue(resources.contains("demo://resource/dynamic/text/{resourceId}"), resources);
    String read =
        bench
            .call(
                "mcp_read_resource",
                "{\"server\":\"every\",\"uri\":\"demo://resource/static/document/architecture.md\"}")
            .text();
    assertTrue(read.contains("# Everything Server"), read);
    assertTrue(
        bench
            .call("mcp_prompt", "{\"server\":\"every\"}")
            .text()
            .contains("args-prompt [city, state (optional)]"));
    String prompt =
        bench
            .call(
                "mcp_prompt",
                "{\"server\":\"every\",\"name\":\"args-prompt\",\"arguments\":[{\"name\":\"city\",\"value\":\"Bern\"}]}")
            .text();
    assertTrue(prompt.startsWith("user: ") && prompt.contains("Bern"), prompt);
  }

  @Test
  void everythingOverPipes() throws Exception {
    String command = node("everything", "stdio");
    try (McpBench bench = new McpBench().with("every", McpBench.program(command, LONG))) {
      use(bench);
      ToolOutput late;
      try (McpBench hasty =
          new McpBench().with("every", McpBench.program(command, Duration.ofSeconds(1)))) {
        hasty.names();
        late = hasty.call("mcp_every_trigger-long-running-operation", "{\"duration\":30}");
        assertTrue(hasty.call("mcp_every_echo", "{\"message\":\"on\"}").ok(), "it goes on");
        assertEquals(1, hasty.programs.started.size());
      }
      assertTrue(late.text().contains("longer than 1 s and was cancelled"), late::text);
    }
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

  @Test
  void everythingOverHttp() throws Exception {
    int port = freePort();
    String command = "export PORT=" + port + "; " + node("everything", "streamableHttp");
    try (Programs programs = new Programs(Map.of());
        BrokerStandIn broker = new BrokerStandIn()) {
      RunningProgram _ = programs.start(command, List.of());
      Await.until("it listens", LONG, () -> isOpen(port));
      String url = "http://localhost:" + port + "/mcp";
      try (McpBench bench =
          new McpBench(broker.socket(), McpBench.PATIENCE)
              .with("every", McpBench.address(url, LONG))) {
        use(bench);
      }
      assertTrue(
          broker.heads.stream()
              .anyMatch(head -> head.startsWith("DELETE ") && head.contains("Mcp-Session-Id: ")),
          broker.heads::toString);
    }
  }

  @Test
  void filesOverPipes() throws Exception {
    Path file = Files.writeString(folder.toRealPath().resolve("a.txt"), "one\ntwo\n");
    String command = node("filesystem", "'" + folder.toRealPath() + "'");
    try (McpBench bench = new McpBench().with("files", McpBench.program(command, LONG))) {
      List<String> names = bench.names();
      assertTrue(names.contains("mcp_files_read_text_file"), names::toString);
      assertEquals(
          ToolOutput.ok("one\ntwo\n").from("mcp:files"),
          bench.call("mcp_files_read_text_file", "{\"path\":\"" + file + "\"}"));
      ToolOutput outside = bench.call("mcp_files_read_text_file", "{\"path\":\"/etc/hostname\"}");
      assertFalse(outside.ok());
      assertTrue(outside.text().contains("Access denied"), outside::text);
      ToolOutput written =
          bench.call(
              "mcp_files_write_file",
              "{\"path\":\"" + file.resolveSibling("b.txt") + "\",\"content\":\"new\"}");
      assertTrue(written.ok(), written::text);
      assertEquals("new", Files.readString(file.resolveSibling("b.txt")));
    }
  }
}
