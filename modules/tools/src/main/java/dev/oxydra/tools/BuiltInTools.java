package dev.oxydra.tools;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.Tool;
import java.util.List;

/** Makes the built-in tools. */
public final class BuiltInTools {
  private BuiltInTools() {}

  /** All of them, by name; they open nothing before they run. */
  public static List<Tool> create(Bootstrap.Paths paths, AgentConfig.Tools config) {
    Workspace workspace = new Workspace(paths);
    Overflow overflow = new Overflow(workspace, Math.toIntExact(config.outputLimit()));
    Shell shell =
        new Shell(
            paths.shellSocket(), config.shell(), workspace, overflow, Shell.COMING, Shell.GRACE);
    return ToolIndex.create(shell, workspace).stream()
        .<Tool>map(tool -> new BoundedTool(tool, overflow))
        .toList();
  }
}
