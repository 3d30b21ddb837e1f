package dev.oxydra.shelldaemon;

import dev.oxydra.types.ShellCommand;
import dev.oxydra.types.ShellReply;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A command's processes and its output's way to the client. */
final class RunningCommand {
  /**
   * How long output may go on after the shell's end, where a process of it still holds the pipe.
   */
  private static final Duration DRAIN = Duration.ofMillis(200);

  private static final Path SHARED = Path.of("/shared");

  private final Process shell;
  private final ProcessTree tree;
  private volatile boolean over;

  private RunningCommand(Process shell, ProcessTree tree) {
    this.shell = shell;
    this.tree = tree;
  }

  /** Those of the daemon's variables that are for its commands. */
  static Map<String, String> passed(Map<String, String> own) {
    Map<String, String> passed = new HashMap<>();
    for (String name : own.getOrDefault(ShellCommand.VARIABLES, "").split(",", -1)) {
      String value = own.get(name);
      if (value != null) {
        passed.put(name, value);
      }
    }
    return passed;
  }

  /**
   * Starts it in a session of its own, with nothing of the daemon's environment but what is {@link
   * #passed}.
   *
   * @param more variables besides the usual ones
   * @throws IOException when it can't be started
   */
  static RunningCommand start(ShellCommand command, Map<String, String> more) throws IOException {
    String mark = UUID.randomUUID().toString();
    ProcessBuilder builder =
        new ProcessBuilder("setsid", "/bin/sh", "-c", command.command())
            .directory(new File(command.directory()))
            .redirectInput(new File("/dev/null"));
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.putAll(more);
    environment.putAll(
        Map.of(
            "PATH",
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME",
            Files.isDirectory(SHARED) ? "/shared" : "/tmp",
            "LANG",
            "C.UTF-8",
            "TERM",
            "dumb"));
    environment.putAll(passed(System.getenv()));
    environment.put(ProcessTree.MARK, mark);
    Process shell = builder.start();
    return new RunningCommand(shell, new ProcessTree(shell.toHandle(), mark));
  }

  /** Passes its output on until it has ended, or is killed as its time is over. */
  ShellReply.Exited await(Duration timeout, Replies replies) {
    List<Pump> pumps =
        List.of(
            new Pump(ShellReply.Stream.STDOUT, shell.getInputStream(), replies, this::kill),
            new Pump(ShellReply.Stream.STDERR, shell.getErrorStream(), replies, this::kill));
    pumps.forEach(Pump::start);
    boolean timedOut = !ends(timeout);
    if (timedOut) {
      kill();
    }
    int exitCode = shell.onExit().join().exitValue();
    pumps.forEach(pump -> pump.awaitEnd(DRAIN));
    kill();
    pumps.forEach(pump -> pump.awaitEnd(DRAIN));
    over = true;
    return new ShellReply.Exited(exitCode, timedOut);
  }

  private boolean ends(Duration timeout) {
    try {
      return shell.waitFor(timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Kills everything that it started; returns when nothing of it is left. */
  void kill() {
    // After its end the session's number may be another's.
    if (!over) {
      tree.kill();
    }
  }
}
