package dev.oxydra.runner;

/** {@code runner config}. */
final class ConfigCommand {
  private ConfigCommand() {}

  static int show(Invocation invocation) {
    return ExitCodes.OK;
  }

  static int check(Invocation invocation) {
    return ExitCodes.OK;
  }
}
