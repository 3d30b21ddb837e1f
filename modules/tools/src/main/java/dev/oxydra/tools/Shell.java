package dev.oxydra.tools;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.LengthPrefixed;
import dev.oxydra.types.ShellCommand;
import dev.oxydra.types.ShellReply;
import dev.oxydra.types.ToolOutput;
import dev.oxydra.types.TurnUpdate;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.BiConsumer;

/**
 * The way to the shell daemon: one connection for each command; closing it kills the command.
 *
 * @param coming how long a daemon that isn't there, as it has just been started, is waited for
 * @param grace how long after a command's timeout the daemon may take to say so
 */
record Shell(
    String socket,
    AgentConfig.Shell config,
    Workspace workspace,
    Overflow overflow,
    Duration coming,
    Duration grace) {
  /** A machine whose processor is translated may need most of it. */
  static final Duration COMING = Duration.ofSeconds(60);

  /** The daemon itself gives a command up to 7 s to die. */
  static final Duration GRACE = Duration.ofSeconds(20);

  private static final Duration AGAIN = Duration.ofMillis(50);

  /**
   * Runs a command to its end.
   *
   * @param watchers gets what it writes, as it comes
   */
  ToolOutput run(
      String command,
      String directory,
      Duration timeout,
      BiConsumer<TurnUpdate.ToolOutput.Stream, String> watchers)
      throws InterruptedException {
    if (socket.isEmpty()) {
      return ToolOutput.failed("There is no shell here: this sandbox runs without one");
    }
    ShellCommand request = new ShellCommand(command, directory, timeout);
    long begun = System.nanoTime();
    try (CommandOutput output = new CommandOutput(overflow, watchers)) {
      while (true) {
        Duration left = coming.minusNanos(System.nanoTime() - begun);
        if (!left.isPositive()) {
          return ToolOutput.failed(
              "The shell isn't there, nothing was run; `runner status` says how it is, `runner restart` starts a new one");
        }
        try (SocketChannel connection = SocketChannel.open(StandardProtocolFamily.UNIX)) {
          InputStream in = new BufferedInputStream(Channels.newInputStream(connection));
          if (isReady(connection, in, left)) {
            return exchange(connection, in, request, output);
          }
        }
        Thread.sleep(AGAIN);
      }
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

  /** Whether the daemon is there and takes a command; until then nothing is sent. */
  private boolean isReady(SocketChannel connection, InputStream in, Duration patience)
      throws ClosedByInterruptException {
    try (ConnectionDeadline _ = ConnectionDeadline.start(connection, patience)) {
      connection.connect(UnixDomainSocketAddress.of(socket));
      return LengthPrefixed.read(in, ShellReply.class) instanceof ShellReply.Ready;
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      return false;
    }
  }

  private ToolOutput exchange(
      SocketChannel connection, InputStream in, ShellCommand request, CommandOutput output)
      throws IOException {
    try (ConnectionDeadline deadline =
        ConnectionDeadline.start(connection, request.timeout().plus(grace))) {
      try {
        LengthPrefixed.write(Channels.newOutputStream(connection), request);
        return receive(in, request, output);
      } catch (ClosedByInterruptException e) {
        throw e;
      } catch (IOException e) {
        throw deadline.expired()
            ? new IOException("the shell doesn't answer; `runner restart` starts a new one", e)
            : e;
      }
    }
  }

  private static ToolOutput receive(InputStream in, ShellCommand request, CommandOutput output)
      throws IOException {
    while (true) {
      ShellReply reply = LengthPrefixed.read(in, ShellReply.class);
      switch (reply) {
        case null -> throw new IOException("it was closed before the command ended");
        case ShellReply.Ready _ -> throw new IOException("it was ready for a second command");
        case ShellReply.Output(ShellReply.Stream stream, byte[] data) -> output.write(stream, data);
        case ShellReply.Refused(String message) -> {
          return ToolOutput.failed("The shell refused the command: " + message);
        }
        case ShellReply.Exited exited -> {
          return result(exited, request, output);
        }
      }
    }
  }

  private static ToolOutput result(
      ShellReply.Exited exited, ShellCommand request, CommandOutput output) {
    String end = "exit code " + exited.exitCode();
    if (exited.timedOut()) {
      end +=
          "; killed as it took longer than %d s, give timeout_secs for more"
              .formatted(request.timeout().toSeconds());
    }
    return new ToolOutput(exited.exitCode() == 0 && !exited.timedOut(), output.shownAfter(end));
  }
}
