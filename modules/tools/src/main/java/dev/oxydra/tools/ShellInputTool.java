package dev.oxydra.tools;

import dev.oxydra.tools.annotations.Param;
import dev.oxydra.tools.annotations.Tier;
import dev.oxydra.tools.annotations.Tool;
import dev.oxydra.types.ToolContext;
import dev.oxydra.types.ToolOutput;
import org.jspecify.annotations.Nullable;

/** Gives a process in the background input: to a shell, that is a command. */
final class ShellInputTool {
  private final Shell shell;

  ShellInputTool(Shell shell) {
    this.shell = shell;
  }

  @Tool(name = "shell_input", tier = Tier.PRIVILEGED)
  ToolOutput input(
      @Param("The process, as shell_start named it") String process,
      @Param("The input; a line ends with a newline") String text,
      @Param("Whether that is the end of its input; default false") @Nullable Boolean last,
      ToolContext call)
      throws InterruptedException {
    return new ShellProcesses(shell)
        .input(call.sessionId(), process, text, Boolean.TRUE.equals(last));
  }
}
