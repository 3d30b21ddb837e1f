package dev.oxydra.runner;

import dev.oxydra.runner.RunnerException.Kind;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The right to run programs in a workspace, which two configuration folders may both name. The
 * operating system takes it back from a daemon that was killed; its file then says whose guest may
 * still run there.
 */
final class WorkspaceLock implements AutoCloseable {
  private static final int LONGEST = 8192;

  private final FileChannel file;

  private WorkspaceLock(FileChannel file) {
    this.file = file;
  }

  /**
   * Takes a workspace, whose folder is there.
   *
   * @param files of the daemon that takes it
   * @throws RunnerException when another daemon, or a guest that it left, has it
   */
  static WorkspaceLock take(Workspace workspace, DaemonFiles files, UserId user) {
    try {
      FileChannel file =
          FileChannel.open(
              workspace.lock(),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      try {
        refuseOthers(file, workspace, files, user);
        write(file, ProcessHandle.current().pid() + "\n" + files.config() + "\n");
        return new WorkspaceLock(file);
      } catch (IOException | RuntimeException e) {
        file.close();
        throw e;
      }
    } catch (IOException e) {
      throw new RunnerException(
          Kind.FILES,
          "Can't lock the workspace %s: %s. Make room, or make it writable."
              .formatted(workspace.root(), e.getMessage()),
          e);
    }
  }

  private static void refuseOthers(
      FileChannel file, Workspace workspace, DaemonFiles files, UserId user) throws IOException {
    boolean locked = isLocked(file);
    List<String> holder = read(file);
    String pid = holder.isEmpty() ? "unknown" : holder.getFirst();
    Path config = holder.size() < 2 ? files.config() : Path.of(holder.get(1));
    if (!locked) {
      throw taken(workspace, user, config, "the daemon, process " + pid + ",");
    }
    if (!config.equals(files.config()) && hasGuest(config, workspace, user)) {
      throw taken(workspace, user, config, "a guest that is left of a killed daemon");
    }
  }

  private static boolean hasGuest(Path config, Workspace workspace, UserId user)
      throws IOException {
    return GuestProcesses.read(new DaemonFiles(config).processes(user))
        .filter(GuestProcesses::isRunning)
        .filter(left -> left.workspace().equals(workspace.root().toString()))
        .isPresent();
  }

  private static RunnerException taken(
      Workspace workspace, UserId user, Path config, String holder) {
    return new RunnerException(
        Kind.FILES,
        "The workspace %s of %s is in use by %s of %s. Stop that guest, or set another workspace_root in runner.conf."
            .formatted(workspace.root(), user, holder, config));
  }

  private static boolean isLocked(FileChannel file) throws IOException {
    try {
      FileLock lock = file.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // Another daemon in this very process.
    }
  }

  /** Through the channel of the lock: closing another one would give the lock back. */
  private static List<String> read(FileChannel file) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(LONGEST);
    int read = file.read(text, 0);
    return read <= 0
        ? List.of()
        : new String(text.array(), 0, read, StandardCharsets.UTF_8).lines().toList();
  }

  private static void write(FileChannel file, String text) throws IOException {
    file.truncate(0);
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("Can't unlock a workspace", e);
    }
  }
}
