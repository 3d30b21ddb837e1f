package dev.oxydra.runner;

import dev.oxydra.runner.RunnerException.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/**
 * The right to be the daemon of a configuration folder. The operating system takes it back from a
 * process that was killed.
 */
final class DaemonLock implements AutoCloseable {
  private final DaemonFiles files;
  private final FileChannel file;

  private DaemonLock(DaemonFiles files, FileChannel file) {
    this.files = files;
    this.file = file;
  }

  /**
   * Takes the folder, makes it private and notes this process in it.
   *
   * @throws RunnerException when another daemon has it
   * @throws IOException when files can't be written
   */
  static DaemonLock take(DaemonFiles files) throws IOException {
    files.makeRun();
    FileChannel file =
        FileChannel.open(files.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (!isLocked(file)) {
        throw new RunnerException(
            Kind.DAEMON_RUNS, "A daemon runs already for " + files.config() + ".");
      }
      Files.writeString(files.pid(), ProcessHandle.current().pid() + "\n");
      return new DaemonLock(files, file);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static boolean isLocked(FileChannel file) throws IOException {
    try {
      FileLock lock = file.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // Another daemon in this very process.
    }
  }

  boolean isHeld() {
    return file.isOpen();
  }

  /** The lock goes last: whoever gets it finds nothing of this daemon. */
  @Override
  public void close() throws IOException {
    try (file) {
      if (file.isOpen()) {
        Files.deleteIfExists(files.pid());
      }
    }
  }
}
