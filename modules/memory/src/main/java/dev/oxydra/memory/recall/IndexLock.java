package dev.oxydra.memory.recall;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a folder to one process. The system lets go of it when the process ends, however that was;
 * the file says who had it last.
 */
final class IndexLock implements AutoCloseable {
  static final String FILE = "lock";

  /** A second lock on a file within one process would let go of the first when it is closed. */
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel channel;

  private IndexLock(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * Takes it.
   *
   * @throws RecallException when another process has it
   * @throws IOException when the folder can't be written
   */
  static IndexLock take(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path real = folder.toRealPath();
    if (!OWN.add(real)) {
      throw locked(folder, String.valueOf(ProcessHandle.current().pid()));
    }
    try {
      return new IndexLock(real, locked(real));
    } catch (IOException | RuntimeException e) {
      OWN.remove(real);
      throw e;
    }
  }

  private static RecallException locked(Path folder, String owner) {
    return new RecallException(
        RecallException.Kind.LOCKED,
        "The index %s is used by process %s; end that one, or wait for its end"
            .formatted(folder, owner),
        null);
  }

  private static FileChannel locked(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (tryLock(channel) == null) {
        throw locked(folder, owner(file));
      }
      channel.truncate(0);
      long pid = ProcessHandle.current().pid();
      channel.write(ByteBuffer.wrap((pid + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
      return channel;
    } catch (IOException | RuntimeException e) {
      closeAfter(e, channel);
      throw e;
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static String owner(Path file) throws IOException {
    String pid = Files.readString(file, StandardCharsets.US_ASCII).strip();
    return pid.isEmpty() ? "unknown" : pid;
  }

  private static void closeAfter(Exception failure, FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      OWN.remove(folder);
    }
  }
}
