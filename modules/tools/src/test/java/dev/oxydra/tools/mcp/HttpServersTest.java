package dev.oxydra.tools.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.Await;
import dev.oxydra.types.Tool;
import dev.oxydra.types.ToolOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that are reached through the broker's proxy. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HttpServersTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final BrokerStandIn broker;
  private final HttpServerStandIn server;
  private final McpBench bench;

  HttpServersTest() throws IOException {
    broker = new BrokerStandIn();
    server = new HttpServerStandIn();
    bench =
        new McpBench(broker.socket(), McpBench.PATIENCE)
            .with("far", McpBench.address(server.url(), LONG));
  }

  @AfterEach
  void close() throws IOException {
    bench.close();
    server.close();
    broker.close();
  }

  private String missing() throws InterruptedException {
    return bench.call("tool_search", "{\"query\":\"nothing\"}").text();
  }

  @Test
  void toolsAreCalledThroughTheProxyOfMcp() throws Exception {
    assertEquals(java.util.List.of("mcp_far_echo", "mcp_far_hang", "mcp_far_empty"), bench.names());
    assertEquals(
        ToolOutput.ok("over HTTP").from("mcp:far"), bench.call("mcp_far_echo", "{\"a\":\"ü\"}"));
    assertEquals(
        java.util.List.of("initialize", "notifications/initialized"), server.seen.subList(0, 2));
    assertTrue(broker.heads.stream().allMatch(head -> head.contains("\r\nOxydra-Tool: mcp\r\n")));
    Await.until("it is listened to", LONG, server::isListenedTo);
    bench.close();
    assertEquals("DELETE", server.seen.getLast(), "the session is given back");
  }

  @Test
  void whatComesUnaskedIsHeard() throws Exception {
    bench.names();
    Await.until("it is listened to", LONG, server::isListenedTo);
    server.grown = true;
    server.say("notifications/tools/list_changed");
    Await.until("the list is new", LONG, () -> bench.names().contains("mcp_far_more"));
  }

  @Test
  void aForgottenSessionIsBegunAnew() throws Exception {
    bench.names();
    server.session = "session-2";
    assertFalse(bench.call("mcp_far_echo", "{}").ok());
    assertTrue(bench.call("mcp_far_echo", "{}").ok());
    assertEquals(2, server.seen.stream().filter("initialize"::equals).count());
  }

  @Test
  void aCancelledCallEndsAtOnceAndTheServerIsTold() throws Exception {
    bench.names();
    Tool hangs = bench.tool("mcp_far_hang");
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
    Await.until("it waits", LONG, () -> server.seen.contains("tools/call"));
    call.interrupt();
    assertEquals("interrupted", end.get(5, TimeUnit.SECONDS));
    Await.until("it is told", LONG, () -> server.seen.contains("notifications/cancelled"));
    assertTrue(bench.call("mcp_far_echo", "{}").ok());
  }

  @Test
  void aConnectionThatBreaksMayHaveDoneIt() throws Exception {
    bench.names();
    Tool hangs = bench.tool("mcp_far_hang");
    CompletableFuture<ToolOutput> end = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            end.complete(McpBench.run(hangs, "{}"));
          } catch (InterruptedException e) {
            end.completeExceptionally(e);
          }
        });
    Await.until("it waits", LONG, () -> server.seen.contains("tools/call"));
    broker.cut();
    ToolOutput output = end.get(10, TimeUnit.SECONDS);
    assertFalse(output.ok());
    assertTrue(output.text().contains("it may have been done"), output::text);
    assertTrue(bench.call("mcp_far_echo", "{}").ok());
    ToolOutput nothing = bench.call("mcp_far_empty", "{}");
    assertTrue(nothing.text().contains("it gave no answer"), nothing::text);
  }

  @Test
  void whatTheServerOrTheBrokerRefusesIsSaid() throws Exception {
    server.refusing = 401;
    bench.names();
    assertTrue(missing().contains("HTTP 401: it wants to know who asks"), missing());
    server.refusing = 500;
    Await.until(
        "it is tried again",
        LONG,
        () -> {
          bench.names();
          return missing().contains("HTTP 500: not today");
        });
    try (McpBench other =
        new McpBench(broker.socket(), McpBench.PATIENCE)
            .with("no", McpBench.address("http://forbidden.example:80/mcp", LONG))) {
      other.names();
      String said = other.call("tool_search", "{\"query\":\"x\"}").text();
      assertTrue(said.contains("no is not there: The network policy does not let mcp"), said);
    }
  }
}
