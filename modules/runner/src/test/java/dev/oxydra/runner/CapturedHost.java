package dev.oxydra.runner;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A host whose output is kept. */
final class CapturedHost {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final TypedLines typed = new TypedLines();
  private final Host host;

  CapturedHost(Path folder, Path distribution, Map<String, String> variables) {
    Map<String, String> environment =
        new HashMap<>(Map.of("PATH", "/usr/bin:/bin", "HOME", folder.toString()));
    environment.putAll(variables);
    host =
        new Host(
            environment,
            distribution,
            folder,
            "alice",
            typed,
            new PrintWriter(out, true),
            new PrintWriter(err, true));
  }

  /** Runs the command line and gives its exit code. */
  int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Main.execute(host, arguments);
  }

  /** A command that is not run by it. */
  Invocation invocation(String command) {
    return new Invocation(host, CommandTree.of().parseArgs(command).subcommand());
  }

  /** What is typed from now on, a line each; then the input ends. */
  void type(String... lines) {
    typed.set(lines);
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }
}
