package dev.oxydra.tools;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.ChildSpec;
import dev.oxydra.types.RestartPolicy;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.ShellCommand;
import dev.oxydra.types.ShellReply;
import dev.oxydra.types.ShellRequest;
import dev.oxydra.types.Supervisor;
import dev.oxydra.types.ToolContext;
import dev.oxydra.types.ToolOutput;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The way to the shell daemon: a connection for each call; closing it kills what the call runs. */
final class Shell {
  /** A machine whose processor is translated may need most of it. */
  static final Duration COMING = Duration.ofSeconds(60);

  /** The daemon itself gives a command up to 7 s to die. */
  static final Duration GRACE = Duration.ofSeconds(20);

  /** The runner starts a new one at once, until one after the other has failed. */
  private static final ChildSpec DAEMON =
      new ChildSpec(
          "shell",
          "The shell",
          new RestartPolicy(Duration.ZERO, Duration.ZERO, Duration.ofMinutes(5), 5),
          null);

  /** The number of the only request of a connection. */
  static final long ONLY = 1;

  private final String socket;
  private final AgentConfig.Shell config;
  private final Workspace workspace;
  private final Overflow overflow;
  private final Duration coming;
  private final Duration grace;
  private final Supervisor supervisor;

  /** Where each session's last command was at its end. */
  private final Map<SessionId, String> directories = new ConcurrentHashMap<>();

  /**
   * @param socket the daemon's; empty for none
   * @param coming how long a daemon that isn't there, as it has just been started, is waited for
   * @param grace how long after a command's timeout the daemon may take to say so
   * @param supervisor leaves a shell alone that fails too often
   */
  Shell(
      String socket,
      AgentConfig.Shell config,
      Workspace workspace,
      Overflow overflow,
      Duration coming,
      Duration grace,
      Supervisor supervisor) {
    this.socket = socket;
    this.config = config;
    this.workspace = workspace;
    this.overflow = overflow;
    this.coming = coming;
    this.grace = grace;
    this.supervisor = supervisor;
  }

  Overflow overflow() {
    return overflow;
  }

  AgentConfig.Shell config() {
    return config;
  }

  /**
   * Where a command of a session runs.
   *
   * @param given what the model says; null for where the last command ended
   */
  String directory(SessionId session, @Nullable String given) {
    return given == null
        ? directories.getOrDefault(session, Workspace.SHARED)
        : workspace.resolve(given).shown();
  }

  /**
   * What a call of the model wants to be run.
   *
   * @param directory see {@link #directory}
   * @param terminal null for none
   */
  ShellCommand command(
      ToolContext call, String command, @Nullable String directory, @Nullable Boolean terminal) {
    return new ShellCommand(
        call.sessionId().toString(),
        command,
        directory(call.sessionId(), directory),
        Boolean.TRUE.equals(terminal),
        List.of());
  }

  /** Runs a command to its end; who watches gets what it writes, as it comes. */
  ToolOutput run(ToolContext call, ShellCommand command, Duration timeout)
      throws InterruptedException {
    return connected(line -> {
      try (CommandOutput output = new CommandOutput("shell_exec", overflow, call.output());
          ConnectionDeadline deadline = line.within(timeout.plus(grace))) {
        return within(
            deadline,
            () -> {
              line.send(new ShellRequest.Run(ONLY, command, timeout));
              return ended(line, call.sessionId(), command, timeout, output);
            });
      }
    });
  }

  private ToolOutput ended(
      ShellLine line,
      SessionId session,
      ShellCommand command,
      Duration timeout,
      CommandOutput output)
      throws IOException {
    while (true) {
      switch (line.receive()) {
        case ShellReply.Output written -> output.write(written.data());
        case ShellReply.Refused refused -> {
          return refused(session, refused);
        }
        case ShellReply.Exited exited -> {
          return result(session, exited, command, timeout, output);
        }
        case ShellReply other -> throw unexpected(other);
      }
    }
  }

  /** The directory may be what is wrong, and then nothing could run any more. */
  private ToolOutput refused(SessionId session, ShellReply.Refused refused) {
    directories.remove(session);
    return ToolOutput.failed("The shell refused this: " + refused.message());
  }

  private ToolOutput result(
      SessionId session,
      ShellReply.Exited exited,
      ShellCommand command,
      Duration timeout,
      CommandOutput output) {
    StringBuilder end = new StringBuilder("exit code ").append(exited.exitCode());
    if (exited.timedOut()) {
      end.append(
          "; killed as it took longer than %d s, give timeout_secs for more, or use shell_start"
              .formatted(timeout.toSeconds()));
    }
    if (exited.directory() != null) {
      directories.put(session, exited.directory());
      if (!exited.directory().equals(command.directory())) {
        end.append("; now in ").append(exited.directory());
      }
    }
    return new ToolOutput(
        exited.exitCode() == 0 && !exited.timedOut(), output.shownAfter(end.toString()));
  }

  /** Ends what runs for a session, if the daemon is there. */
  void end(SessionId session) throws InterruptedException {
    directories.remove(session);
    if (socket.isEmpty()) {
      return;
    }
    asked(
        new ShellRequest.End(ONLY, session.toString()),
        Duration.ZERO,
        (reply, _) -> reply instanceof ShellReply.Done ? ToolOutput.ok("") : null);
  }

  /** Understands a reply; null for one that doesn't fit. */
  @FunctionalInterface
  interface Understanding {
    @Nullable ToolOutput of(ShellReply reply, ShellLine line) throws IOException;
  }

  /**
   * Asks for something that takes no time but what it waits.
   *
   * @param wait how long the daemon waits at most
   */
  ToolOutput asked(ShellRequest request, Duration wait, Understanding understanding)
      throws InterruptedException {
    return connected(line -> {
      try (ConnectionDeadline deadline = line.within(wait.plus(grace))) {
        return within(
            deadline,
            () -> {
              line.send(request);
              ShellReply reply = line.receive();
              if (reply instanceof ShellReply.Refused(long _, String message)) {
                return ToolOutput.failed("The shell refused this: " + message);
              }
              ToolOutput understood = understanding.of(reply, line);
              if (understood == null) {
                throw unexpected(reply);
              }
              return understood;
            });
      }
    });
  }

  private static IOException unexpected(ShellReply reply) {
    return new IOException("it said something else: " + reply);
  }

  /** Does something on a connection. */
  @FunctionalInterface
  private interface Connected {
    ToolOutput on(ShellLine line) throws IOException;
  }

  /** Does something that may take too long. */
  @FunctionalInterface
  private interface Exchange {
    ToolOutput run() throws IOException;
  }

  private static ToolOutput within(ConnectionDeadline deadline, Exchange exchange)
      throws IOException {
    try {
      return exchange.run();
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      throw deadline.expired()
          ? new IOException("the shell doesn't answer; `runner restart` starts a new one", e)
          : e;
    }
  }

  private ToolOutput connected(Connected action) throws InterruptedException {
    if (socket.isEmpty()) {
      return ToolOutput.failed("There is no shell here: this sandbox runs without one");
    }
    Duration pause = supervisor.pause(DAEMON);
    if (pause.isPositive()) {
      return ToolOutput.failed(
          "The shell has failed again and again, nothing was run. It is left alone for another %d s"
              .formatted(pause.toSeconds() + 1));
    }
    try (ShellLine line = ShellLine.open(socket, coming)) {
      ToolOutput output = action.on(line);
      supervisor.worked(DAEMON);
      return output;
    } catch (ClosedByInterruptException e) {
      Thread.interrupted();
      InterruptedException interrupted = new InterruptedException("The command was cancelled");
      interrupted.initCause(e);
      throw interrupted;
    } catch (ShellLine.AbsentException e) {
      return failed(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return failed(
          "The connection to the shell failed, the command may have run in part: "
              + e.getMessage());
    }
  }

  private ToolOutput failed(String why) {
    Duration _ = supervisor.failed(DAEMON, why);
    return ToolOutput.failed(why);
  }
}
