package dev.oxydra.runner;

import dev.oxydra.runner.ControlRequest.Action;

/** {@code runner tui}: the one command that a newcomer needs. */
final class TuiCommand implements Command {
  @Override
  public int run(Invocation invocation) {
    return StartCommand.start(invocation, Action.START);
  }
}
