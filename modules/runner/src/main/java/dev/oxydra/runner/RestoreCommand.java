package dev.oxydra.runner;

import dev.oxydra.runner.RunnerException.Kind;
import dev.oxydra.types.Maintenance.Operation;
import dev.oxydra.types.Maintenance.Report;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * {@code runner restore}. The guest itself checks the copy and puts it in place, in its sandbox; a
 * guest that runs is stopped before and started again after, however that went.
 */
final class RestoreCommand implements Command {
  @Override
  public int run(Invocation invocation) {
    UserId user = invocation.user();
    Workspace workspace = Configuration.workspace(invocation);
    Path file = invocation.path();
    if (!Files.isRegularFile(file)) {
      throw refused(file, Files.exists(file) ? "it is no file" : "there is no such file");
    }
    workspace.create();
    try (InnerBackups inside = InnerBackups.of(workspace)) {
      String name = inside.freeName(file.getFileName().toString());
      Set<Path> before = KeptJournals.in(workspace);
      try {
        bring(file, inside, name, workspace);
        JournalRequest.Reply reply = JournalRequest.send(invocation, user, Operation.RESTORE, name);
        Set<Path> kept = KeptJournals.in(workspace);
        kept.removeAll(before);
        return tell(invocation, user, file, reply, kept);
      } finally {
        inside.deleteIfThere(name);
      }
    } catch (IOException e) {
      throw refused(file, BackupFile.why(e), e);
    }
  }

  private static void bring(Path file, InnerBackups inside, String name, Workspace workspace)
      throws IOException {
    try (FileChannel from = FileChannel.open(file);
        SeekableByteChannel to = inside.create(name)) {
      long _ = JournalCopy.copy(from, to, workspace.internal());
    }
  }

  private static int tell(
      Invocation invocation, UserId user, Path file, JournalRequest.Reply reply, Set<Path> kept) {
    Report report = reply.report();
    boolean failed = JournalRequest.tellProblems(invocation, user, report);
    if (!failed) {
      invocation
          .out()
          .println(
              "Restored the journal of %s from %s: %s."
                  .formatted(user, file, JournalReport.line(report)));
      kept.forEach(old -> invocation.out().println("The journal before is " + old + "."));
    }
    ControlReply control = reply.control();
    int guest =
        control.message().isEmpty() ? ExitCodes.OK : StartCommand.report(invocation, control);
    return failed ? ExitCodes.FAILED : guest;
  }

  private static RunnerException refused(Path file, String why) {
    return new RunnerException(Kind.FILES, message(file, why));
  }

  private static RunnerException refused(Path file, String why, IOException cause) {
    return new RunnerException(Kind.FILES, message(file, why), cause);
  }

  private static String message(Path file, String why) {
    return "%s can't be restored: %s. Nothing was changed.".formatted(file, why);
  }
}
