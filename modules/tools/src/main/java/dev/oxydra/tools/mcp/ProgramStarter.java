package dev.oxydra.tools.mcp;

import java.io.IOException;
import java.util.List;

/** Starts programs where the agent's commands run. */
@FunctionalInterface
public interface ProgramStarter {
  /**
   * Starts one.
   *
   * @param command for {@code /bin/sh -c}
   * @param variables the names of variables that it gets besides those of all commands
   * @throws IOException when it can't be started; the message says why, for people
   */
  RunningProgram start(String command, List<String> variables)
      throws IOException, InterruptedException;
}
