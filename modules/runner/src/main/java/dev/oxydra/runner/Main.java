package dev.oxydra.runner;

import dev.oxydra.runner.isolation.IsolationException;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** The {@code runner} command. */
public final class Main {
  /** As many as may have begun while they are counted. */
  private static final int MORE_THREADS = 16;

  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    int code = execute(Host.ofThisProcess(), args);
    // An exit that is told of is logged, and who logs is looked for in all jars of the class path.
    if (code != ExitCodes.OK || !isLast()) {
      System.exit(code);
    }
  }

  /** Whether the process ends with this thread. */
  private static boolean isLast() {
    Thread[] threads = new Thread[Thread.activeCount() + MORE_THREADS];
    int count = Thread.enumerate(threads);
    for (int i = 0; i < count; i++) {
      if (!threads[i].isDaemon() && !threads[i].equals(Thread.currentThread())) {
        return false;
      }
    }
    return count < threads.length;
  }

  /** Runs a command; the exit code is one of {@link ExitCodes}. */
  static int execute(Host host, String... args) {
    CommandLine runner = CommandTree.of();
    runner.setOut(host.out());
    runner.setErr(host.err());
    runner.setExecutionStrategy(parsed -> run(host, parsed));
    return runner.execute(args);
  }

  private static int run(Host host, ParseResult parsed) {
    Integer helped = CommandLine.executeHelpRequest(parsed);
    if (helped != null) {
      return helped;
    }
    ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    CommandLine command = last.commandSpec().commandLine();
    if (!(last.commandSpec().userObject() instanceof Command action)) {
      throw new CommandLine.ParameterException(command, "Say which subcommand.");
    }
    try {
      return action.run(new Invocation(host, last));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCodes.FAILED;
    } catch (CommandLine.ParameterException e) {
      throw e; // The grammar's own, told with the usage.
    } catch (RuntimeException e) {
      return report(host, e);
    }
  }

  private static int report(Host host, RuntimeException failure) {
    switch (failure) {
      case RunnerException known -> host.err().println("runner: " + known.getMessage());
      case IsolationException known -> host.err().println("runner: " + known.getMessage());
      default -> {
        host.err().println("runner: an error that should not be; please report it:");
        failure.printStackTrace(host.err());
      }
    }
    return failure instanceof RunnerException known
            && known.kind() == RunnerException.Kind.CONFIGURATION
        ? ExitCodes.WRONG_INPUT
        : ExitCodes.FAILED;
  }
}
