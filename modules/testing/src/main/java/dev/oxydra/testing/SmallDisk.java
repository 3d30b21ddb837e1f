package dev.oxydra.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;

/**
 * A file system of its own, in memory.
 *
 * @param folder where it is mounted
 */
public record SmallDisk(Path folder) implements AutoCloseable {
  private static final int BLOCK = 4096;

  /** Mounts one; the test is skipped where that is not permitted. */
  public static SmallDisk ofMegabytes(int size) throws IOException {
    SmallDisk disk = new SmallDisk(Files.createTempDirectory("oxd"));
    Ended ended =
        run("mount", "-t", "tmpfs", "-o", "size=" + size + "m", "oxydra", disk.folder().toString());
    if (ended.exit() != 0) {
      Files.delete(disk.folder());
    }
    Assumptions.assumeTrue(
        ended.exit() == 0, () -> "Skipped, as no file system can be mounted: " + ended.output());
    return disk;
  }

  /** Lets nobody write to it any more. */
  public void makeReadOnly() throws IOException {
    Ended ended = run("mount", "-o", "remount,ro", folder.toString());
    assertEquals(0, ended.exit(), ended.output());
  }

  /**
   * Takes all the space that is left.
   *
   * @return the file to delete for it to be free again
   */
  public Path fill() throws IOException {
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
  public void leave(Path filler, int bytes) throws IOException {
    assertEquals(filler, fill());
    try (var channel = Files.newByteChannel(filler, StandardOpenOption.WRITE)) {
      channel.truncate(Math.max(0, channel.size() - bytes));
    }
  }

  private record Ended(int exit, String output) {}

  private static Ended run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (BufferedReader out = process.inputReader()) {
      String output = out.lines().collect(Collectors.joining("\n"));
      return new Ended(process.onExit().join().exitValue(), output);
    }
  }

  @Override
  public void close() throws IOException {
    Ended ended = run("umount", folder.toString());
    assertEquals(0, ended.exit(), ended.output());
    Files.delete(folder);
  }
}
