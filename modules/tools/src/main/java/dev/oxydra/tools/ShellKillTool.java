package dev.oxydra.tools;

import dev.oxydra.tools.annotations.Param;
import dev.oxydra.tools.annotations.Tier;
import dev.oxydra.tools.annotations.Tool;
import dev.oxydra.types.ToolContext;
import dev.oxydra.types.ToolOutput;

/** Ends a process in the background. */
final class ShellKillTool {
  private final Shell shell;

  ShellKillTool(Shell shell) {
    this.shell = shell;
  }

  @Tool(name = "shell_kill", tier = Tier.SIDE_EFFECTING)
  ToolOutput kill(@Param("The process, as shell_start named it") String process, ToolContext call)
      throws InterruptedException {
    return new ShellProcesses(shell).kill(call.sessionId(), process);
  }
}
