package dev.oxydra.tools;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.LengthPrefixed;
import dev.oxydra.types.ShellCommand;
import dev.oxydra.types.ShellReply;
import dev.oxydra.types.ToolOutput;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** The way to the shell daemon: one connection for each command; closing it kills the command. */
record Shell(String socket, AgentConfig.Shell config, Workspace workspace, Overflow overflow) {

  ToolOutput run(String command, String directory, Duration timeout) throws InterruptedException {
    if (socket.isEmpty()) {
      return ToolOutput.failed("There is no shell here: this sandbox runs without one");
    }
    ShellCommand request = new ShellCommand(command, directory, timeout);
    try (SocketChannel connection = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        BoundedOutput stdout = overflow.open("shell_exec-stdout");
        BoundedOutput stderr = overflow.open("shell_exec-stderr")) {
      LengthPrefixed.write(Channels.newOutputStream(connection), request);
      InputStream in = new BufferedInputStream(Channels.newInputStream(connection));
      return receive(in, request, stdout, stderr);
    } catch (ClosedByInterruptException e) {
      Thread.interrupted();
      InterruptedException interrupted = new InterruptedException("The command was cancelled");
      interrupted.initCause(e);
      throw interrupted;
    } catch (IOException e) {
      return ToolOutput.failed(
          "The connection to the shell failed, the command may have run in part: "
              + e.getMessage());
    }
  }

  private static ToolOutput receive(
      InputStream in, ShellCommand request, BoundedOutput stdout, BoundedOutput stderr)
      throws IOException {
    while (true) {
      ShellReply reply = LengthPrefixed.read(in, ShellReply.class);
      switch (reply) {
        case null -> throw new IOException("it was closed before the command ended");
        case ShellReply.Output(ShellReply.Stream stream, byte[] data) ->
            (stream == ShellReply.Stream.STDOUT ? stdout : stderr).write(data);
        case ShellReply.Refused(String message) -> {
          return ToolOutput.failed("The shell refused the command: " + message);
        }
        case ShellReply.Exited exited -> {
          return result(exited, request, stdout.shown(), stderr.shown());
        }
      }
    }
  }

  private static ToolOutput result(
      ShellReply.Exited exited, ShellCommand request, String stdout, String stderr) {
    String text = "exit code " + exited.exitCode();
    if (exited.timedOut()) {
      text +=
          "; killed as it took longer than %d s, give timeout_secs for more"
              .formatted(request.timeout().toSeconds());
    }
    text += section("stdout", stdout) + section("stderr", stderr);
    return new ToolOutput(exited.exitCode() == 0 && !exited.timedOut(), text);
  }

  private static String section(String name, String output) {
    return output.isEmpty() ? "" : "\n" + name + ":\n" + output.stripTrailing();
  }
}
