package dev.oxydra.tools;

import dev.oxydra.tools.mcp.ProgramStarter;
import dev.oxydra.tools.mcp.RunningProgram;
import dev.oxydra.types.ShellCommand;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
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
    return new Attached(AttachedProgram.start(ShellLine.open(socket, Shell.COMING), asked));
  }

  private record Attached(AttachedProgram program) implements RunningProgram {
    @Override
    public InputStream output() {
      return program.output();
    }

    @Override
    public OutputStream input() {
      return program.input();
    }

    @Override
    public String errors() {
      return program.errors();
    }

    @Override
    public boolean isRunning() {
      return program.isRunning();
    }

    @Override
    public void close() {
      try {
        program.close();
      } catch (IOException e) {
        throw new UncheckedIOException("A program can't be ended", e);
      }
    }
  }
}
