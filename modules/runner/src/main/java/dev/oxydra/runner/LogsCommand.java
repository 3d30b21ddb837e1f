package dev.oxydra.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.ParameterException;

/** {@code runner logs}. */
final class LogsCommand implements Command {
  private static final int LINES = 50;

  /** Whose log; the names are what is typed. */
  enum Role {
    guest,
    shell,
    daemon
  }

  @Override
  public int run(Invocation invocation) throws InterruptedException {
    Role role = invocation.option("--role", Role.guest);
    int lines = lines(invocation);
    Path log =
        role == Role.daemon
            ? invocation.files().log()
            : Configuration.workspace(invocation).log(role.name());
    if (!Files.exists(log) && !invocation.has("--follow")) {
      invocation.err().println("Nothing was logged yet: there is no " + log);
      return ExitCodes.OK;
    }
    try {
      long end = Files.exists(log) ? Files.size(log) : 0;
      LogTail.of(log, lines).forEach(invocation.out()::println);
      if (invocation.has("--follow")) {
        new LogFollower(log, end, invocation.out()).follow(new CountDownLatch(1));
      }
      return ExitCodes.OK;
    } catch (IOException e) {
      throw new RunnerException(
          RunnerException.Kind.FILES, "Can't read the log " + log + ": " + e.getMessage(), e);
    }
  }

  private static int lines(Invocation invocation) {
    int lines = invocation.option("--tail", LINES);
    if (lines < 0) {
      throw new ParameterException(
          invocation.commandLine(), "--tail " + lines + ": this must be 0 or more");
    }
    return lines;
  }
}
