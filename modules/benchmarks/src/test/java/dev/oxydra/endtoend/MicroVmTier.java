package dev.oxydra.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The tier {@code micro_vm}, with images that the script of the distribution made from nothing.
 *
 * @param folder what the images are in
 */
record MicroVmTier(Path folder) implements TierUnderTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  static MicroVmTier make(DebianRoot root) throws IOException {
    Path folder = Files.createTempDirectory(Path.of("/var/tmp"), "oxv");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    MicroVmTier tier = new MicroVmTier(folder);
    try {
      Path distribution = Distribution.built().home();
      Distribution.ok(
          Map.of(),
          List.of(
              distribution.resolve("images/micro-vm").toString(),
              tier.images().toString(),
              root.archive().toString(),
              distribution.toString()),
          PATIENCE);
      return tier;
    } catch (IOException | RuntimeException | Error e) {
      tier.close();
      throw e;
    }
  }

  private Path images() {
    return folder.resolve("images");
  }

  @Override
  public String name() {
    return "micro_vm";
  }

  /** It has to work without the processor's help, and takes its time then. */
  @Override
  public String configuration() {
    return """
    micro_vm { images = "%s", acceleration = tcg }
    guest.startup_timeout = 5m
    """
        .formatted(images());
  }

  @Override
  public List<String> left(RunnerUnderTest runner) throws IOException {
    List<String> left = new ArrayList<>(new ProcessTier().left(runner));
    try (Stream<Path> notes = Files.list(runner.folder().resolve(".oxydra/run"))) {
      notes.map(Path::toString).filter(note -> note.endsWith(".vm")).forEach(left::add);
    }
    return left;
  }

  @Override
  public List<ProcessHandle> processes(RunnerUnderTest runner) throws IOException {
    return new ProcessTier().processes(runner);
  }

  /** Their system calls are those of a kernel of their own; QEMU is under the filter. */
  @Override
  public boolean filtersPrograms() {
    return false;
  }

  @Override
  public boolean isSlow() {
    return true;
  }

  @Override
  public void close() throws IOException {
    Distribution.ok(Map.of(), List.of("rm", "-r", folder.toString()), PATIENCE);
  }
}
