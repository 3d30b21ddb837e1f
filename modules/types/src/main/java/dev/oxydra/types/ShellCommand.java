package dev.oxydra.types;

import java.util.List;
import java.util.Objects;

/**
 * What the shell daemon is to run.
 *
 * @param session whose it is: the environment that a command leaves behind is what the next one of
 *     the same session finds, and whatever still runs ends with the session; empty for nobody's
 * @param command for {@code /bin/sh -c}
 * @param directory where it runs: an absolute path in the daemon's sandbox
 * @param terminal whether it gets a terminal for its input and output
 * @param variables names of the daemon's own variables that it gets besides those of {@link
 *     #VARIABLES}
 */
public record ShellCommand(
    String session, String command, String directory, boolean terminal, List<String> variables) {
  /**
   * The variable of the shell daemon that names others of its variables, with commas between: those
   * that all commands get. They get nothing else of its environment.
   */
  public static final String VARIABLES = "OXYDRA_SHELL_VARIABLES";

  public ShellCommand {
    Objects.requireNonNull(session, "session");
    Objects.requireNonNull(command, "command");
    Objects.requireNonNull(directory, "directory");
    variables = variables == null ? List.of() : List.copyOf(variables);
  }

  /** Without a terminal, with the variables of all commands. */
  public ShellCommand(String session, String command, String directory) {
    this(session, command, directory, false, List.of());
  }
}
