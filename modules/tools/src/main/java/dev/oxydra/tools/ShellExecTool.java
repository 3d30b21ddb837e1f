package dev.oxydra.tools;

import dev.oxydra.tools.annotations.Param;
import dev.oxydra.tools.annotations.Tier;
import dev.oxydra.tools.annotations.Tool;
import dev.oxydra.types.ToolContext;
import dev.oxydra.types.ToolOutput;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Runs a command in the shell daemon. */
final class ShellExecTool {
  private final Shell shell;

  ShellExecTool(Shell shell) {
    this.shell = shell;
  }

  @Tool(name = "shell_exec", tier = Tier.PRIVILEGED)
  ToolOutput exec(
      @Param("The command, for /bin/sh -c") String command,
      @Param(value = "After how many seconds it is killed", min = 1) @Nullable Integer timeoutSecs,
      @Param("The folder that it runs in; default: where the last command ended, first /shared")
          @Nullable String directory,
      @Param("Whether it gets a terminal, which few programs need; default false")
          @Nullable Boolean terminal,
      ToolContext call)
      throws InterruptedException {
    Duration timeout =
        timeoutSecs == null ? shell.config().timeout() : Duration.ofSeconds(timeoutSecs);
    if (timeout.compareTo(shell.config().maxTimeout()) > 0) {
      return ToolOutput.failed(
          "/timeout_secs: must be at most %d; what takes longer is for shell_start"
              .formatted(shell.config().maxTimeout().toSeconds()));
    }
    return shell.run(call, shell.command(call, command, directory, terminal), timeout);
  }
}
