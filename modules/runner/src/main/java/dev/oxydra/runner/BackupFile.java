package dev.oxydra.runner;

import dev.oxydra.runner.RunnerException.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A file that a backup is written to. It is there whole or not at all, for its owner alone, and no
 * other file is lost for it unless that was asked for.
 *
 * @param file absolute
 * @param force whether it may replace another
 */
record BackupFile(Path file, boolean force) {
  /**
   * @param given a file, or a folder that is there
   * @param name the file's name in such a folder
   * @throws RunnerException when it can't be written there
   */
  static BackupFile of(Path given, String name, boolean force, Workspace workspace) {
    Path file = Files.isDirectory(given) ? given.resolve(name) : given;
    Path folder = folderOf(file);
    if (!Files.isDirectory(folder)) {
      throw refused(file, "there is no folder " + folder + ". Make it first");
    }
    if (isWithin(folder, workspace.root())) {
      throw refused(
          file, "the agent could change it there. Choose a place outside of its workspace");
    }
    BackupFile backup = new BackupFile(file, force);
    if (!force && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw backup.taken();
    }
    return backup;
  }

  /**
   * Writes it.
   *
   * @throws RunnerException when it can't; then there is no new file
   */
  void write(SeekableByteChannel journal) {
    Path part = file.resolveSibling(file.getFileName() + ".part-" + ProcessHandle.current().pid());
    try {
      try (FileChannel out =
          FileChannel.open(
              part,
              Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
        long _ = JournalCopy.copy(journal, out, folderOf(file));
      }
      try {
        put(part);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      removeIfThere(part, e);
      throw refused(file, why(e), e);
    }
  }

  private void put(Path part) throws IOException {
    if (force) {
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } else {
      try {
        // Unlike a move, this leaves a file alone that has come in the meantime.
        Files.createLink(file, part);
      } catch (FileAlreadyExistsException e) {
        throw taken();
      } catch (UnsupportedOperationException | IOException e) {
        moveWithoutLinks(part);
      }
    }
    try (FileChannel folder = FileChannel.open(folderOf(file))) {
      folder.force(true);
    }
  }

  /** For file systems that have no hard links, as those of USB sticks. */
  private void moveWithoutLinks(Path part) throws IOException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw taken();
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void removeIfThere(Path part, IOException failure) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private static Path folderOf(Path file) {
    Path folder = file.getParent();
    return folder == null ? file : folder;
  }

  private static boolean isWithin(Path folder, Path workspace) {
    try {
      return Files.exists(workspace) && folder.toRealPath().startsWith(workspace.toRealPath());
    } catch (IOException e) {
      throw refused(folder, why(e), e);
    }
  }

  /** What a file system says, in words. */
  static String why(IOException e) {
    return e instanceof java.nio.file.FileSystemException file && file.getReason() != null
        ? file.getReason()
        : e instanceof java.nio.file.AccessDeniedException
            ? "permission denied"
            : String.valueOf(e.getMessage());
  }

  private RunnerException taken() {
    return refused(file, "there is a file of that name. Choose another, or say --force");
  }

  private static RunnerException refused(Path file, String why) {
    return new RunnerException(Kind.FILES, message(file, why));
  }

  private static RunnerException refused(Path file, String why, IOException cause) {
    return new RunnerException(Kind.FILES, message(file, why), cause);
  }

  private static String message(Path file, String why) {
    return "The backup can't be written to " + file + ": " + why + ".";
  }
}
