package dev.oxydra.tools;

import dev.oxydra.tools.mcp.ProgramStarter;
import dev.oxydra.tools.mcp.RunningProgram;
import dev.oxydra.types.ShellCommand;
import java.io.IOException;
import java.util.List;

/**
 * Starts programs in the shell's sandbox, as nobody's: they end when they are closed.
 *
 * @param socket the shell daemon's
 */
record ShellPrograms(String socket) implements ProgramStarter {
  private static final String NOBODY = "";

  @Override
  public RunningProgram start(String command, List<String> variables)
      throws IOException, InterruptedException {
    ShellCommand asked = new ShellCommand(NOBODY, command, Workspace.SHARED, false, variables);
    return AttachedProgram.start(ShellLine.open(socket, Shell.COMING), asked);
  }
}
