package dev.oxydra.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/**
 * A file system of its own, in memory.
 *
 * @param folder where it is mounted
 */
record SmallDisk(Path folder) implements AutoCloseable {
  private static final int BLOCK = 4096;

  /** Mounts one; the test is skipped where that is not permitted. */
  static SmallDisk ofMegabytes(int size) throws IOException {
    SmallDisk disk = new SmallDisk(Files.createTempDirectory("oxd"));
    Distribution.Ended ended =
        run("mount", "-t", "tmpfs", "-o", "size=" + size + "m", "oxydra", disk.folder().toString());
    if (ended.exit() != 0) {
      Files.delete(disk.folder());
    }
    Assumptions.assumeTrue(
        ended.exit() == 0, () -> "Skipped, as no file system can be mounted: " + ended.output());
    return disk;
  }

  /** Lets nobody write to it any more. */
  void makeReadOnly() throws IOException {
    Distribution.Ended ended = run("mount", "-o", "remount,ro", folder.toString());
    assertEquals(0, ended.exit(), ended.output());
  }

  /**
   * Takes all the space that is left.
   *
   * @return the file to delete for it to be free again
   */
  Path fill() throws IOException {
    Path filler = folder.resolve("filler");
    try (var out =
        Files.newOutputStream(filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      while (true) {
        out.write(new byte[BLOCK]);
      }
    } catch (IOException full) {
      return filler;
    }
  }

  /** Fills it again, and then makes the filler this much shorter. */
  void leave(Path filler, int bytes) throws IOException {
    assertEquals(filler, fill());
    try (var channel = Files.newByteChannel(filler, StandardOpenOption.WRITE)) {
      channel.truncate(Math.max(0, channel.size() - bytes));
    }
  }

  private static Distribution.Ended run(String... command) throws IOException {
    return Distribution.run(Map.of(), List.of(command));
  }

  @Override
  public void close() throws IOException {
    Distribution.Ended ended = run("umount", folder.toString());
    assertEquals(0, ended.exit(), ended.output());
    Files.delete(folder);
  }
}
