package dev.oxydra.tools;

import dev.oxydra.tools.annotations.Param;
import dev.oxydra.tools.annotations.Tier;
import dev.oxydra.tools.annotations.Tool;
import dev.oxydra.types.ToolContext;
import dev.oxydra.types.ToolOutput;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Shows what a process in the background has written. */
final class ShellOutputTool {
  private final Shell shell;

  ShellOutputTool(Shell shell) {
    this.shell = shell;
  }

  @Tool(name = "shell_output", tier = Tier.READ_ONLY)
  ToolOutput output(
      @Param("The process, as shell_start named it") String process,
      @Param(value = "From which byte on; default: what wasn't shown yet", min = 0)
          @Nullable Long from,
      @Param(
              value = "How many seconds to wait when there is nothing new; default 0",
              min = 0,
              max = 300)
          @Nullable Integer waitSecs,
      ToolContext call)
      throws InterruptedException {
    return new ShellProcesses(shell)
        .read(
            call.sessionId(),
            process,
            from == null ? -1 : from,
            Duration.ofSeconds(waitSecs == null ? 0 : waitSecs));
  }
}
