package dev.oxydra.tools;

import dev.oxydra.tools.annotations.Param;
import dev.oxydra.tools.annotations.Tier;
import dev.oxydra.tools.annotations.Tool;
import dev.oxydra.types.ToolContext;
import dev.oxydra.types.ToolOutput;
import org.jspecify.annotations.Nullable;

/** Starts a command that goes on while the agent does something else. */
final class ShellStartTool {
  private final Shell shell;

  ShellStartTool(Shell shell) {
    this.shell = shell;
  }

  @Tool(name = "shell_start", tier = Tier.PRIVILEGED)
  ToolOutput start(
      @Param("The command, for /bin/sh -c") String command,
      @Param("The folder that it runs in; default: where the last command ended, first /shared")
          @Nullable String directory,
      @Param("Whether it gets a terminal; default false") @Nullable Boolean terminal,
      ToolContext call)
      throws InterruptedException {
    return new ShellProcesses(shell).start(shell.command(call, command, directory, terminal));
  }
}
