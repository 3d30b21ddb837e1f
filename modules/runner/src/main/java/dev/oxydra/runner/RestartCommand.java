package dev.oxydra.runner;

import dev.oxydra.runner.ControlRequest.Action;

/** {@code runner restart}. */
final class RestartCommand implements Command {
  @Override
  public int run(Invocation invocation) {
    return StartCommand.start(invocation, Action.RESTART);
  }
}
