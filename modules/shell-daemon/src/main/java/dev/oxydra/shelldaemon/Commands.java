package dev.oxydra.shelldaemon;

import dev.oxydra.types.ShellCommand;
import dev.oxydra.types.ShellReply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Everything that runs, of all sessions: not more than there is room for. */
final class Commands implements AutoCloseable {
  /** How many commands run at a time; the next one is refused. */
  static final int MAX_COMMANDS = 32;

  private final Semaphore free = new Semaphore(MAX_COMMANDS);
  private final Set<RunningCommand> running = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** What became of a start. */
  sealed interface Start {
    /** It runs, and has to be waited for by {@link #await}. */
    record Running(RunningCommand command) implements Start {}

    /** It doesn't. */
    record Refused(String why) implements Start {}
  }

  /** Starts a command, if there is room and nothing speaks against it. */
  Start start(ShellCommand command, Launch launch) {
    String objection = objection(command);
    if (objection != null) {
      return new Start.Refused(objection);
    }
    if (!free.tryAcquire()) {
      return new Start.Refused(
          "Too many commands run already, %d; wait until one of them has ended"
              .formatted(MAX_COMMANDS));
    }
    try {
      RunningCommand started = launch.start();
      running.add(started);
      if (closed) {
        started.kill();
      }
      return new Start.Running(started);
    } catch (IOException | LinkageError e) {
      free.release();
      return new Start.Refused("The command could not be started: " + e.getMessage());
    }
  }

  private static @Nullable String objection(ShellCommand command) {
    Path directory = Path.of("/").resolve(command.directory().replace('\0', '?'));
    if (!command.directory().startsWith("/")) {
      return "The directory " + command.directory() + " is not an absolute path";
    }
    if (!Files.isDirectory(directory)) {
      return "The directory " + directory + " doesn't exist";
    }
    return command.command().indexOf('\0') >= 0 ? "The command has a NUL character in it" : null;
  }

  /** Waits for a command's end, and makes room for the next one. */
  ShellReply.Exited await(
      long id, RunningCommand command, Duration timeout, RunningCommand.Outputs outputs) {
    try {
      RunningCommand.End end = command.await(timeout, outputs);
      return new ShellReply.Exited(id, end.exitCode(), end.timedOut(), null);
    } finally {
      running.remove(command);
      free.release();
    }
  }

  /** Kills what runs. */
  @Override
  public void close() {
    closed = true;
    Threads.all(running, RunningCommand::kill);
  }
}
