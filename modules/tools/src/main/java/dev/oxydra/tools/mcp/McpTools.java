package dev.oxydra.tools.mcp;

import dev.oxydra.tools.web.ProxiedHttp;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.Supervisor;
import dev.oxydra.types.Tool;
import dev.oxydra.types.ToolSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The tools of all configured servers, and those that find, read and list what servers have. */
public final class McpTools implements ToolSource {
  private static final int CHARACTERS_A_TOKEN = 4;
  private static final String SEARCH = "tool_search";

  /** What the policy of the broker's proxy knows servers as. */
  private static final String PROXIED = "mcp";

  private final Servers servers;
  private final LoadedTools loaded;
  private final int budget;
  private final List<Tool> own;

  private McpTools(Servers servers, LoadedTools loaded, int budget) {
    this.servers = servers;
    this.loaded = loaded;
    this.budget = budget;
    this.own = ToolIndex.create(loaded, servers);
  }

  /**
   * Those of the servers that are enabled; nothing is opened or loaded yet.
   *
   * @param programs starts those with transport stdio; null where there is no shell
   * @param broker the Unix socket of the broker's proxy; null where nothing is reached through it
   * @param supervisor says when a server that fails is tried again
   */
  public static ToolSource create(
      AgentConfig.Mcp config,
      @Nullable ProgramStarter programs,
      @Nullable Path broker,
      Supervisor supervisor) {
    return create(config, programs, broker, supervisor, Patience.usual());
  }

  static ToolSource create(
      AgentConfig.Mcp config,
      @Nullable ProgramStarter programs,
      @Nullable Path broker,
      Supervisor supervisor,
      Patience patience) {
    Map<String, AgentConfig.McpServer> enabled = new TreeMap<>(config.servers());
    enabled.values().removeIf(server -> !server.enabled());
    if (enabled.isEmpty()) {
      return ToolSource.NONE;
    }
    ToolNames names =
        new ToolNames(
            List.copyOf(config.servers().keySet()),
            Set.of(ResourceTools.LIST, ResourceTools.READ, PromptTool.NAME));
    List<ServerLink> links = new ArrayList<>();
    enabled.forEach((name, server) ->
        links.add(
            new ServerLink(
                name,
                server,
                receiver -> open(server, programs, broker, receiver),
                names,
                supervisor,
                patience)));
    return new McpTools(new Servers(links, patience), new LoadedTools(), config.toolSearchBudget());
  }

  /**
   * How long a call may take at most, a start of its server included.
   *
   * @param otherwise what a call of another tool may take
   */
  public static Duration longest(AgentConfig.Mcp config, Duration otherwise) {
    Duration most =
        config.servers().values().stream()
            .map(AgentConfig.McpServer::timeout)
            .max(Comparator.naturalOrder())
            .orElse(Duration.ZERO)
            .plus(Patience.usual().start().multipliedBy(2));
    return most.compareTo(otherwise) > 0 ? most : otherwise;
  }

  private static Wire open(
      AgentConfig.McpServer server,
      @Nullable ProgramStarter programs,
      @Nullable Path broker,
      Wire.Receiver receiver)
      throws IOException, InterruptedException {
    return switch (server.transport()) {
      case STDIO -> {
        if (programs == null) {
          throw new IOException("There is no shell here that could run it");
        }
        String command = Objects.requireNonNull(server.command(), "command");
        yield StdioWire.open(programs.start(command, server.envKeys()), receiver);
      }
      case STREAMABLE_HTTP -> {
        if (broker == null) {
          throw new IOException("network in runner.conf lets mcp reach nothing");
        }
        String url = Objects.requireNonNull(server.url(), "url");
        yield new HttpWire(new ProxiedHttp(broker, PROXIED, url), receiver);
      }
    };
  }

  /** All of them where there is room, else those that were searched for. */
  @Override
  public List<Tool> offered(SessionId session) throws InterruptedException {
    servers.prepare();
    long size = servers.tools().mapToLong(Definition::size).sum();
    boolean all = size <= (long) budget * CHARACTERS_A_TOKEN;
    List<Tool> offered = new ArrayList<>();
    for (Tool tool : own) {
      if (isUseful(tool.spec().name(), all)) {
        offered.add(tool);
      }
    }
    Set<String> wanted = loaded.of(session);
    for (ServerLink link : servers.links()) {
      for (Definition tool : link.catalogue().tools()) {
        if (all || wanted.contains(tool.spec().name())) {
          offered.add(new McpTool(link, tool));
        }
      }
    }
    return offered;
  }

  private boolean isUseful(String own, boolean all) {
    return switch (own) {
      case SEARCH -> !all || !servers.missing().isEmpty();
      case PromptTool.NAME -> any(Catalogue::prompts);
      default -> any(Catalogue::resources);
    };
  }

  private boolean any(java.util.function.Predicate<Catalogue> has) {
    return servers.links().stream().map(ServerLink::catalogue).anyMatch(has);
  }

  @Override
  public @Nullable Tool find(String name) {
    for (Tool tool : own) {
      if (tool.spec().name().equals(name)) {
        return tool;
      }
    }
    return servers.find(name);
  }

  @Override
  public void close() {
    servers.close();
  }
}
