package dev.oxydra.runner;

/** What a subcommand does. */
@FunctionalInterface
interface Command {
  /**
   * Does it.
   *
   * @return one of {@link ExitCodes}
   */
  int run(Invocation invocation) throws InterruptedException;
}
