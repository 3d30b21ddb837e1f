package dev.oxydra.runner;

import dev.oxydra.runner.RunnerException.Kind;
import dev.oxydra.types.Maintenance.Operation;
import dev.oxydra.types.Maintenance.Report;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** {@code runner backup}. */
final class BackupCommand implements Command {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss-SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  @Override
  public int run(Invocation invocation) {
    UserId user = invocation.user();
    Workspace workspace = Configuration.workspace(invocation);
    String name = user + "-" + TIME.format(Instant.now()) + ".db";
    BackupFile target =
        BackupFile.of(invocation.path(), name, invocation.has("--force"), workspace);
    if (!Files.isRegularFile(workspace.journal(), LinkOption.NOFOLLOW_LINKS)) {
      throw new RunnerException(
          Kind.JOURNAL,
          "There is nothing to back up: %s has no journal at %s. It comes with the first start."
              .formatted(user, workspace.journal()));
    }
    Report report = JournalRequest.send(invocation, user, Operation.BACKUP, name).report();
    if (JournalRequest.tellProblems(invocation, user, report)) {
      return ExitCodes.FAILED;
    }
    take(workspace, name, target);
    invocation
        .out()
        .println(
            "Backed up the journal of %s to %s: %s. Sessions that are deleted later know it as %s."
                .formatted(user, target.file(), JournalReport.line(report), name));
    return ExitCodes.OK;
  }

  /** What a guest has put aside is not left there: it would outlive sessions that are deleted. */
  private static void take(Workspace workspace, String name, BackupFile target) {
    try (InnerBackups inside = InnerBackups.of(workspace)) {
      try (SeekableByteChannel copy = inside.read(name)) {
        target.write(copy);
      } finally {
        inside.deleteIfThere(name);
      }
    } catch (IOException e) {
      throw new RunnerException(
          Kind.JOURNAL, "The guest made no backup that can be read: " + BackupFile.why(e) + ".", e);
    }
  }
}
