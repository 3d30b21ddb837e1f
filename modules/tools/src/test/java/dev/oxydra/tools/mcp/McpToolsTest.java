package dev.oxydra.tools.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.Await;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.Supervisor;
import dev.oxydra.types.Tool;
import dev.oxydra.types.ToolOutput;
import dev.oxydra.types.ToolSource;
import dev.oxydra.types.ToolSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that behave: what the model is told of them, and what their tools give. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class McpToolsTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @Test
  void nothingIsStartedBeforeItIsNeededAndNothingIsLeft() throws Exception {
    try (McpBench bench = new McpBench().with("a").with("b", "readable")) {
      assertEquals(List.of(), bench.programs.started);
      assertNull(bench.tools().find("mcp_a_echo"));
      assertEquals(List.of(), bench.programs.started);
      assertTrue(bench.names().contains("mcp_a_echo"));
      assertEquals(2, bench.programs.started.size());
      bench.names();
      assertEquals(2, bench.programs.started.size());
    }
  }

  @Test
  void withoutServersThereIsNothing() {
    assertSame(ToolSource.NONE, new McpBench().tools());
    AgentConfig.McpServer off =
        new AgentConfig.McpServer(
            AgentConfig.McpTransport.STDIO,
            "false",
            null,
            SafetyTier.READ_ONLY,
            List.of(),
            List.of(),
            LONG,
            false);
    assertSame(ToolSource.NONE, new McpBench().with("off", off).tools());
  }

  /** The hint that says so is not believed. */
  @Test
  void toolsAreOfTheConfiguredTierAndTheirResultsAreTheServers() throws Exception {
    try (McpBench bench = new McpBench().with("a")) {
      ToolSpec spec = bench.spec("mcp_a_echo");
      assertEquals(SafetyTier.SIDE_EFFECTING, spec.tier());
      assertEquals(
          "A tool of the MCP server 'a', in its own words: Says what it is given",
          spec.description());
      assertEquals("{\"type\":\"object\",\"properties\":{}}", spec.inputSchema().toString());
      ToolOutput output = bench.call("mcp_a_echo", "{\"x\":\"ü\"}");
      assertTrue(output.ok());
      assertEquals("mcp:a", output.source());
      assertTrue(
          output.text().contains("\"params\":{\"name\":\"echo\",\"arguments\":{\"x\":\"ü\"}}"));
      assertTrue(output.text().endsWith(" t0ken"), "the variable that it may have");
    }
  }

  @Test
  void failuresAndWhatIsNotTextAreSaid() throws Exception {
    try (McpBench bench = new McpBench().with("a")) {
      bench.names();
      assertEquals(
          ToolOutput.failed("It did not work").from("mcp:a"), bench.call("mcp_a_fail", "{}"));
      assertEquals(
          "[image, image/png, 1 KiB: not shown]\n[note://1 ]\ninside\n[content of a type that is not known here: hologram]",
          bench.call("mcp_a_picture", "{}").text());
      assertFalse(bench.call("mcp_a_echo", "\"no object\"").ok());
    }
  }

  @Test
  void onlyAllowedToolsAreThere() throws Exception {
    try (McpBench bench =
        new McpBench()
            .with("a", McpBench.program(Programs.scripted(), LONG, "ec*", "picture", "none"))) {
      assertEquals(List.of("mcp_a_echo", "mcp_a_picture"), bench.names());
    }
  }

  @Test
  void brokenDefinitionsAreLeftOutWithTheReasonAndOddNamesMadeValid() throws Exception {
    try (McpBench bench = new McpBench().with("a", "broken")) {
      List<String> names = bench.names();
      assertTrue(
          names.stream().allMatch(name -> name.matches("[a-zA-Z0-9_-]{1,64}")), names::toString);
      assertEquals(names.size(), names.stream().distinct().count());
      assertTrue(names.contains("mcp_a_dotted_n_me"));
      assertEquals(1, names.stream().filter(name -> name.startsWith("mcp_a_dotted_n_me_")).count());
      String odd =
          names.stream()
              .filter(name -> name.startsWith("mcp_a_dotted_n_me_"))
              .findFirst()
              .orElseThrow();
      assertTrue(bench.call(odd, "{}").text().contains("\"name\":\"dotted.näme\""));
      String said = bench.call("tool_search", "{\"query\":\"nothing\"}").text();
      for (String why :
          List.of(
              "a tool without a name",
              "textual: its schema is not one of an object",
              "listed: its schema is not one of an object",
              "half: its schema is broken",
              "huge: its schema is larger than 64 KiB",
              "echo: there are two of that name")) {
        assertTrue(said.contains("Left out of the server a: " + why), said);
      }
    }
  }

  @Test
  void namesDoNotDependOnWhatElseIsThere() {
    ToolNames both = new ToolNames(List.of("a", "a_b"), java.util.Set.of("mcp_read_resource"));
    assertEquals("mcp_a_b_c", both.of("a_b", "c"));
    String other = both.of("a", "b_c");
    assertNotEquals("mcp_a_b_c", other);
    assertEquals(other, both.of("a", "b_c"));
    assertEquals("mcp_a_c", both.of("a", "c"));
    assertNotEquals("mcp_read_resource", both.of("read", "resource"));
    assertNotEquals(both.of("a", "x.y"), both.of("a", "x:y"));
    assertEquals(64, both.of("a", "z".repeat(100)).length());
  }

  @Test
  void whatChangesIsThereFromTheNextCallOnAndIsAnotherTool() throws Exception {
    try (McpBench bench = new McpBench().with("a")) {
      String before = bench.spec("mcp_a_echo").revision();
      assertEquals(before, bench.spec("mcp_a_echo").revision());
      bench.call("mcp_a_grow", "{}");
      assertTrue(bench.names().contains("mcp_a_more"));
      Tool approved = bench.tool("mcp_a_echo");
      assertEquals(before, approved.spec().revision());
      bench.call("mcp_a_change", "{}");
      ToolOutput output = McpBench.run(approved, "{}");
      assertFalse(output.ok(), "what was approved is what runs");
      assertTrue(output.text().contains("changed this tool meanwhile"), output::text);
      ToolSpec after = bench.spec("mcp_a_echo");
      assertNotEquals(before, after.revision());
      assertTrue(after.description().endsWith("sends it to us"));
      assertTrue(bench.call("mcp_a_echo", "{}").ok());
    }
  }

  @Test
  void manyToolsAreSearchedForAndStayLoaded() throws Exception {
    try (McpBench bench = new McpBench().with("a", "many").budget(100)) {
      assertEquals(List.of("tool_search"), bench.names());
      ToolOutput found = bench.call("tool_search", "{\"query\":\"Number 17 of bulk\",\"top_k\":2}");
      assertEquals("mcp:a", found.source());
      assertTrue(found.text().contains("mcp_a_bulk_17: A tool of the MCP server"), found::text);
      assertEquals(3, bench.names().size());
      assertTrue(bench.names().contains("mcp_a_bulk_17"));
      assertEquals(
          List.of("tool_search"),
          bench.tools().offered(new dev.oxydra.types.SessionId("other")).stream()
              .map(tool -> tool.spec().name())
              .toList());
      assertTrue(bench.call("mcp_a_bulk_3", "{}").ok(), "one that is not loaded");
      ToolOutput nothing = bench.call("tool_search", "{\"query\":\"?!\"}");
      assertTrue(
          nothing.text().startsWith("No tool fits. There are 208, of these servers: a (208)"));
    }
  }

  @Test
  void resourcesAndPromptsAreReadWhereThereAreSome() throws Exception {
    try (McpBench bench = new McpBench().with("a").with("b", "readable")) {
      List<String> names = bench.names();
      assertTrue(
          names.containsAll(List.of("mcp_resources", "mcp_read_resource", "mcp_prompt")),
          names::toString);
      assertEquals(
          ToolOutput.ok("note://1 first").from("mcp:b"),
          bench.call("mcp_resources", "{\"server\":\"b\"}"));
      assertEquals(
          "[note://1 text/plain]\na note\n[note://2 ]\n[1 KiB of bytes: not shown]",
          bench.call("mcp_read_resource", "{\"server\":\"b\",\"uri\":\"note://1\"}").text());
      assertEquals("greet [who] Greets", bench.call("mcp_prompt", "{\"server\":\"b\"}").text());
      ToolOutput prompt =
          bench.call(
              "mcp_prompt",
              "{\"server\":\"b\",\"name\":\"greet\",\"arguments\":[{\"name\":\"who\",\"value\":\"me\"}]}");
      assertTrue(prompt.text().startsWith("user: got "), prompt::text);
      assertTrue(prompt.text().contains("\"arguments\":{\"who\":\"me\"}"), prompt::text);
      assertTrue(
          bench.call("mcp_resources", "{\"server\":\"a\"}").text().contains("has no resources"));
      ToolOutput nowhere = bench.call("mcp_prompt", "{\"server\":\"c\"}");
      assertFalse(nowhere.ok());
      assertTrue(nowhere.text().contains("there is a, b"), nowhere::text);
    }
  }

  @Test
  void aServerMayAskWhetherSomebodyIsThereAndNothingElse() throws Exception {
    try (McpBench bench = new McpBench().with("a", "asks")) {
      bench.names();
      assertTrue(bench.call("mcp_a_echo", "{}").ok());
      assertTrue(bench.call("mcp_a_echo", "{}").ok());
    }
  }

  @Test
  void aCancelledCallEndsAtOnceAndTheServerIsTold() throws Exception {
    try (McpBench bench = new McpBench().with("a")) {
      bench.names();
      Tool hangs = bench.tool("mcp_a_hang");
      CompletableFuture<String> end = new CompletableFuture<>();
      Thread call =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  end.complete(McpBench.run(hangs, "{}").text());
                } catch (InterruptedException e) {
                  end.complete("interrupted");
                }
              });
      Await.until("it waits", LONG, () -> call.getState() == Thread.State.TIMED_WAITING);
      call.interrupt();
      assertEquals("interrupted", end.get(10, TimeUnit.SECONDS));
      Await.until(
          "the server has been told",
          LONG,
          () -> bench.call("mcp_a_cancelled", "{}").text().equals("1"));
      assertEquals(1, bench.programs.started.size(), "it is alive, so it stays");
    }
  }

  @Test
  void noShellAndNoWayOutAreSaid() throws Exception {
    AgentConfig.Mcp config =
        new AgentConfig.Mcp(
            Map.of(
                "near",
                McpBench.program("true", LONG),
                "far",
                McpBench.address("https://mcp.example.org/mcp", LONG)),
            8000);
    try (ToolSource tools =
        McpTools.create(config, null, null, Supervisor.NONE, McpBench.PATIENCE)) {
      assertEquals(
          List.of("tool_search"),
          tools.offered(McpBench.SESSION).stream().map(tool -> tool.spec().name()).toList());
      Tool search = tools.find("tool_search");
      assertTrue(search != null);
      String said = McpBench.run(search, "{\"query\":\"x\"}").text();
      assertTrue(said.contains("near is not there: There is no shell here"), said);
      assertTrue(said.contains("far is not there: network in runner.conf"), said);
    }
  }
}
