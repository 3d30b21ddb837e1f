package dev.oxydra.shelldaemon;

import dev.oxydra.types.ShellCommand;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * How a command is started: in a session of its own, with nothing of the daemon's environment but
 * what is meant for it.
 *
 * @param program what is run, with its arguments
 * @param streams where its input comes from and its outputs go to
 */
record Launch(
    List<String> program, String directory, Map<String, String> environment, Streams streams) {
  private static final Path SHARED = Path.of("/shared");

  /** A program's input and outputs. */
  enum Streams {
    /** No input; both outputs in one, in the order in which they are written. */
    OUTPUT,
    /** Input; both outputs in one. */
    CONVERSATION,
    /** Input; each output by itself. */
    APART,
    /** A terminal. */
    TERMINAL
  }

  /** A command whose shell leaves what the next one of its session finds. */
  static Launch leaving(ShellCommand command, Map<String, String> environment, Remains remains) {
    return new Launch(
        List.of(
            "/bin/sh", "-c", Remains.SCRIPT, "sh", command.command(), remains.file().toString()),
        command.directory(),
        environment,
        command.terminal() ? Streams.TERMINAL : Streams.OUTPUT);
  }

  /** A command that is spoken to, or read later. */
  static Launch of(ShellCommand command, Map<String, String> environment, Streams streams) {
    return new Launch(
        List.of("/bin/sh", "-c", command.command()),
        command.directory(),
        environment,
        command.terminal() ? Streams.TERMINAL : streams);
  }

  /**
   * A command's environment.
   *
   * @param own the daemon's variables
   * @param left what the session's last command left; empty for nothing
   * @param more variables besides the usual ones
   */
  static Map<String, String> environment(
      ShellCommand command,
      Map<String, String> own,
      Map<String, String> left,
      Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(left);
    if (left.isEmpty()) {
      environment.putAll(usual());
      environment.putAll(more);
      environment.putAll(passed(own));
    }
    command.variables().stream()
        .filter(own::containsKey)
        .forEach(name -> environment.put(name, own.get(name)));
    environment.put("TERM", command.terminal() ? "xterm-256color" : "dumb");
    return environment;
  }

  private static Map<String, String> usual() {
    return Map.of(
        "PATH",
        "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME",
        Files.isDirectory(SHARED) ? "/shared" : "/tmp",
        "LANG",
        "C.UTF-8");
  }

  /** Those of the daemon's variables that are for all its commands. */
  private static Map<String, String> passed(Map<String, String> own) {
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
   * Starts it.
   *
   * @throws IOException when it can't be started
   */
  RunningCommand start() throws IOException {
    String mark = UUID.randomUUID().toString();
    Map<String, String> marked = new HashMap<>(environment);
    marked.put(ProcessTree.MARK, mark);
    Process process =
        streams == Streams.TERMINAL
            ? Terminals.start(program.toArray(String[]::new), directory, marked)
            : pipes(marked);
    return new RunningCommand(process, new ProcessTree(process.pid(), mark));
  }

  private Process pipes(Map<String, String> marked) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("setsid"));
    arguments.addAll(program);
    ProcessBuilder builder =
        new ProcessBuilder(arguments)
            .directory(new File(directory))
            .redirectErrorStream(streams != Streams.APART);
    if (streams == Streams.OUTPUT) {
      builder.redirectInput(new File("/dev/null"));
    }
    builder.environment().clear();
    builder.environment().putAll(marked);
    return builder.start();
  }
}
