package dev.oxydra.types;

import java.time.Duration;
import java.util.Objects;

/**
 * What the shell daemon is asked to run. One connection runs one command: closing it kills the
 * command and everything that it started.
 *
 * @param command for {@code /bin/sh -c}
 * @param directory where it runs: an absolute path in the daemon's sandbox
 * @param timeout after which it is killed
 */
public record ShellCommand(String command, String directory, Duration timeout) {
  /**
   * The variable of the shell daemon that names others of its variables, with commas between: those
   * that its commands get. They get nothing else of its environment.
   */
  public static final String VARIABLES = "OXYDRA_SHELL_VARIABLES";

  public ShellCommand {
    Objects.requireNonNull(command, "command");
    Objects.requireNonNull(directory, "directory");
    Objects.requireNonNull(timeout, "timeout");
  }
}
