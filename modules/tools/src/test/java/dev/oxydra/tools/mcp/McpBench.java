package dev.oxydra.tools.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.oxydra.testing.InMemorySupervisor;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Json;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.Tool;
import dev.oxydra.types.ToolContext;
import dev.oxydra.types.ToolOutput;
import dev.oxydra.types.ToolSource;
import dev.oxydra.types.ToolSpec;
import dev.oxydra.types.TurnId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Servers, and what a turn does with their tools. */
final class McpBench implements AutoCloseable {
  static final SessionId SESSION = new SessionId("s");

  /** Long enough for a busy machine, but for what is tested to be waited for. */
  static final Patience PATIENCE =
      new Patience(
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofSeconds(1),
          Duration.ofMillis(1),
          Duration.ofMillis(50));

  final Programs programs = new Programs(Map.of("MCP_TOKEN", "t0ken", "OTHER", "o"));
  private final Map<String, AgentConfig.McpServer> servers = new LinkedHashMap<>();
  private final @Nullable Path broker;
  private final Patience patience;
  final InMemorySupervisor supervisor = new InMemorySupervisor();
  private int budget = 8000;
  private @Nullable ToolSource tools;

  McpBench() {
    this(null, PATIENCE);
  }

  McpBench(@Nullable Path broker, Patience patience) {
    this.broker = broker;
    this.patience = patience;
  }

  /** A scripted server. */
  McpBench with(String name, String... behaviours) {
    return with(name, program(Programs.scripted(behaviours), Duration.ofSeconds(60)));
  }

  McpBench with(String name, AgentConfig.McpServer server) {
    servers.put(name, server);
    return this;
  }

  McpBench budget(int tokens) {
    budget = tokens;
    return this;
  }

  static AgentConfig.McpServer program(String command, Duration timeout, String... tools) {
    return new AgentConfig.McpServer(
        AgentConfig.McpTransport.STDIO,
        command,
        null,
        SafetyTier.SIDE_EFFECTING,
        List.of(tools),
        List.of("MCP_TOKEN"),
        timeout,
        true);
  }

  static AgentConfig.McpServer address(String url, Duration timeout) {
    return new AgentConfig.McpServer(
        AgentConfig.McpTransport.STREAMABLE_HTTP,
        null,
        url,
        SafetyTier.READ_ONLY,
        List.of(),
        List.of(),
        timeout,
        true);
  }

  ToolSource tools() {
    ToolSource made = tools;
    if (made == null) {
      made =
          McpTools.create(
              new AgentConfig.Mcp(servers, budget), programs, broker, supervisor, patience);
      tools = made;
    }
    return made;
  }

  List<ToolSpec> specs() throws InterruptedException {
    return tools().offered(SESSION).stream().map(Tool::spec).toList();
  }

  List<String> names() throws InterruptedException {
    return specs().stream().map(ToolSpec::name).toList();
  }

  ToolSpec spec(String name) throws InterruptedException {
    return specs().stream().filter(spec -> spec.name().equals(name)).findFirst().orElseThrow();
  }

  Tool tool(String name) {
    return Objects.requireNonNull(tools().find(name), name);
  }

  ToolOutput call(String name, String arguments) throws InterruptedException {
    return run(tool(name), arguments);
  }

  static ToolOutput run(Tool tool, String arguments) throws InterruptedException {
    try {
      return tool.run(
          Json.mapper().readTree(arguments), new ToolContext(SESSION, TurnId.create(), "c"));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  public void close() {
    tools().close();
    for (Programs.Started each : programs.started) {
      if (each.isRunning()) {
        programs.close();
        throw new AssertionError("A server runs on");
      }
    }
  }
}
