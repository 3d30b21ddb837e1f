package dev.oxydra.tools;

import dev.oxydra.types.SessionId;
import dev.oxydra.types.ShellCommand;
import dev.oxydra.types.ShellReply;
import dev.oxydra.types.ShellRequest;
import dev.oxydra.types.ToolOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What runs in the background of sessions. */
record ShellProcesses(Shell shell) {

  /** Starts a command. */
  ToolOutput start(ShellCommand command) throws InterruptedException {
    return shell.asked(
        new ShellRequest.Start(Shell.ONLY, command),
        Duration.ZERO,
        (reply, _) ->
            reply instanceof ShellReply.Started started
                ? ToolOutput.ok(
                    "It runs as %s; shell_output shows what it writes".formatted(started.process()))
                : null);
  }

  /**
   * What a process wrote.
   *
   * @param from see {@link ShellRequest.Read}
   * @param wait for how long, when there is nothing new
   */
  ToolOutput read(SessionId session, String process, long from, Duration wait)
      throws InterruptedException {
    return written(
        new ShellRequest.Read(Shell.ONLY, session.toString(), process, from, wait), process, wait);
  }

  /** Kills a process; what it wrote last is the answer. */
  ToolOutput kill(SessionId session, String process) throws InterruptedException {
    return written(
        new ShellRequest.Kill(Shell.ONLY, session.toString(), process), process, Duration.ZERO);
  }

  private ToolOutput written(ShellRequest request, String process, Duration wait)
      throws InterruptedException {
    try (CommandOutput output = new CommandOutput("shell_output", shell.overflow(), (_, _) -> {})) {
      return shell.asked(
          request,
          wait,
          (reply, line) ->
              reply instanceof ShellReply.Written first
                  ? all(request, process, first, line, output)
                  : null);
    }
  }

  private static ToolOutput all(
      ShellRequest request,
      String process,
      ShellReply.Written first,
      ShellLine line,
      CommandOutput output)
      throws IOException {
    ShellReply.Written written = first;
    output.write(written.data());
    while (written.more()) {
      // From where that ended: others may read as well.
      line.send(readOn(request, end(written)));
      if (!(line.receive() instanceof ShellReply.Written next)) {
        throw new IOException("it forgot " + process);
      }
      written = next;
      output.write(written.data());
    }
    StringBuilder state = new StringBuilder(process);
    state.append(
        written.exitCode() == null ? " runs" : " ended with exit code " + written.exitCode());
    state.append(first.lost() > 0 ? "; %d bytes before this are lost".formatted(first.lost()) : "");
    state.append("; next_from is ").append(end(written));
    state.append(output.isEmpty() ? ", it wrote nothing new" : "");
    return ToolOutput.ok(output.shownAfter(state.toString()));
  }

  private static long end(ShellReply.Written written) {
    return written.from() + written.data().length;
  }

  private static ShellRequest readOn(ShellRequest request, long from) {
    return switch (request) {
      case ShellRequest.Read read ->
          new ShellRequest.Read(Shell.ONLY, read.session(), read.process(), from, Duration.ZERO);
      case ShellRequest.Kill kill ->
          new ShellRequest.Read(Shell.ONLY, kill.session(), kill.process(), from, Duration.ZERO);
      default -> throw new IllegalArgumentException("Not about a process: " + request);
    };
  }

  /**
   * Gives a process input.
   *
   * @param last whether that is the end of its input
   */
  ToolOutput input(SessionId session, String process, String text, boolean last)
      throws InterruptedException {
    byte[] data = text.getBytes(StandardCharsets.UTF_8);
    return shell.asked(
        new ShellRequest.Input(Shell.ONLY, session.toString(), process, data, last),
        Duration.ZERO,
        (reply, _) ->
            reply instanceof ShellReply.Done
                ? ToolOutput.ok("%d bytes were given to %s".formatted(data.length, process))
                : null);
  }
}
