package dev.oxydra.runner;

import dev.oxydra.runner.RunnerException.Kind;
import dev.oxydra.types.MemoryStore.ImportReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.ParameterException;

/** {@code runner memory import}. */
final class MemoryImport implements Command {
  private static final String DELETE_MISSING = "--delete-missing";

  /** How many refusals are shown; a person who sees so many looks at the first ones. */
  private static final int SHOWN = 50;

  private static final int LONGEST = 500;

  @Override
  public int run(Invocation invocation) {
    Path path = invocation.path();
    boolean folder = Files.isDirectory(path);
    if (!folder && invocation.has(DELETE_MISSING)) {
      throw new ParameterException(
          invocation.commandLine(), DELETE_MISSING + " is for folders of Markdown.");
    }
    if (!folder && !Files.isRegularFile(path)) {
      throw failed(path, "there is no such file or folder");
    }
    GuestMemory memory = GuestMemory.running(invocation).orElse(null);
    if (memory == null) {
      return AttachCommand.notRunning(invocation);
    }
    return take(invocation, memory);
  }

  /** Has it taken. */
  static int take(Invocation invocation, GuestMemory memory) {
    Path path = invocation.path();
    try {
      return Files.isDirectory(path)
          ? new FolderImport(invocation, memory, path).run()
          : tell(invocation, new LinesImport(memory, path).run());
    } catch (IOException e) {
      throw new RunnerException(Kind.MEMORY, message(path, BackupFile.why(e)), e);
    }
  }

  static RunnerException failed(Path path, String why) {
    return new RunnerException(Kind.MEMORY, message(path, why));
  }

  private static String message(Path path, String why) {
    return "%s can't be imported: %s. Nothing was changed.".formatted(path, why);
  }

  /** Says what became of it, and gives the exit code. */
  static int tell(Invocation invocation, ImportReport report) {
    return tell(invocation, "notes", report);
  }

  private static int tell(Invocation invocation, LinesImport.Taken taken) {
    return tell(invocation, taken.what(), taken.report());
  }

  private static int tell(Invocation invocation, String what, ImportReport report) {
    List<String> refused = report.refused();
    refused.stream()
        .limit(SHOWN)
        .forEach(line -> invocation.err().println("runner: " + Printable.of(line, LONGEST)));
    if (refused.size() > SHOWN) {
      invocation.err().println("runner: and %d more".formatted(refused.size() - SHOWN));
    }
    invocation
        .out()
        .println(
            "Took %d new %s, changed %d, %d were there already%s."
                .formatted(
                    report.saved(),
                    what,
                    report.changed(),
                    report.unchanged(),
                    refused.isEmpty() ? "" : "; %d were not taken".formatted(refused.size())));
    return refused.isEmpty() ? ExitCodes.OK : ExitCodes.FAILED;
  }
}
