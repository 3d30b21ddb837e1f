package dev.oxydra.tools;

import dev.oxydra.tools.mcp.McpTools;
import dev.oxydra.tools.web.WebTools;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.Checkpoints;
import dev.oxydra.types.Delegation;
import dev.oxydra.types.FileSource;
import dev.oxydra.types.Tool;
import dev.oxydra.types.ToolSpec;
import dev.oxydra.types.Toolbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Makes the built-in tools. */
public final class BuiltInTools {
  /** Whoever is asked has a time of its own. */
  private static final Duration DELEGATION = Duration.ofDays(30);

  private BuiltInTools() {}

  /** With nothing else to work with. */
  public static Toolbox create(
      Bootstrap.Paths paths,
      AgentConfig.Tools config,
      AgentConfig.Approvals approvals,
      AgentConfig.Mcp mcp,
      Bootstrap.Network network,
      String sandboxTier) {
    return create(paths, config, approvals, mcp, network, sandboxTier, Services.NONE);
  }

  /**
   * All that can do something, by name; they open nothing before they run.
   *
   * @param mcp the servers whose tools there are too
   * @param network whether the web is there
   * @param sandboxTier where commands run, see {@link dev.oxydra.types.StartupStatus}
   * @param services what else there is to work with
   */
  public static Toolbox create(
      Bootstrap.Paths paths,
      AgentConfig.Tools config,
      AgentConfig.Approvals approvals,
      AgentConfig.Mcp mcp,
      Bootstrap.Network network,
      String sandboxTier,
      Services services) {
    Workspace workspace = new Workspace(paths);
    Overflow overflow = new Overflow(workspace, Math.toIntExact(config.outputLimit()));
    Shell shell =
        new Shell(
            paths.shellSocket(),
            config.shell(),
            workspace,
            overflow,
            Shell.COMING,
            Shell.GRACE,
            services.supervisor());
    List<Tool> web =
        network.webFetch()
            ? WebTools.create(Path.of(paths.brokerSocket()), config.web())
            : List.of();
    List<Tool> tools =
        Stream.of(ToolIndex.create(shell, workspace), web, services.tools())
            .flatMap(List::stream)
            .toList();
    return new Toolbox(
        tools,
        McpTools.create(
            mcp,
            paths.shellSocket().isEmpty() ? null : new ShellPrograms(paths.shellSocket()),
            network.mcp() ? Path.of(paths.brokerSocket()) : null,
            services.supervisor()),
        new ConfiguredPolicy(approvals, config.shell(), sandboxTier),
        new ScreenedOutput(overflow, scrubber(paths)),
        tool -> timeout(tool, config, mcp),
        approvals.answerTimeout(),
        new ShellUpkeep(shell),
        Checkpoints.NONE,
        files(paths));
  }

  /**
   * Says whether a text has something in it that must not be kept: what is known to be secret, what
   * looks like a key, and what stands behind a word such as password.
   */
  public static Predicate<String> secrets(Bootstrap.Paths paths) {
    return scrubber(paths)::hasSecret;
  }

  private static Scrubber scrubber(Bootstrap.Paths paths) {
    return new Scrubber(
        HostPaths.of(paths), KnownSecrets.inFile(Path.of(paths.ipc(), "gateway-token")));
  }

  /** Gives the files that results of the tools refer to. */
  public static FileSource files(Bootstrap.Paths paths) {
    return new WorkspaceFiles(new Workspace(paths));
  }

  /** A command has a limit of its own, and ends at it by itself; so has a server. */
  private static Duration timeout(ToolSpec tool, AgentConfig.Tools config, AgentConfig.Mcp mcp) {
    if (tool.name().startsWith("shell_")) {
      return config.shell().maxTimeout().plus(Shell.COMING).plus(Shell.GRACE.multipliedBy(2));
    }
    if (tool.name().equals(Delegation.TOOL)) {
      return DELEGATION;
    }
    return tool.name().startsWith("mcp_")
        ? McpTools.longest(mcp, config.timeout())
        : config.timeout();
  }
}
