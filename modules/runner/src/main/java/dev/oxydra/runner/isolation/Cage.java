package dev.oxydra.runner.isolation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A sandbox for a helper of the runner's own that needs nothing of the host but a folder: no
 * network, no environment, no files of users.
 *
 * @param bubblewrap what makes it
 */
public record Cage(Path bubblewrap) {
  /** In bytes. */
  private static final String SCRATCH = Long.toString(1L << 20);

  /**
   * One that works here.
   *
   * @param searchPath a {@code PATH}
   * @return empty where there is no bubblewrap, or it can't make a sandbox
   */
  public static Optional<Cage> find(String searchPath) {
    return Programs.find("bwrap", searchPath)
        .filter(bubblewrap -> BubblewrapTier.problem(bubblewrap).isEmpty())
        .map(Cage::new);
  }

  /**
   * A command in it.
   *
   * @param command absolute path and arguments
   * @param programs folders that it needs to run, seen read-only at their own paths
   * @param folder the one folder that it may write to
   */
  public List<String> around(List<String> command, List<Path> programs, Path folder) {
    BubblewrapFeatures features = BubblewrapFeatures.of(bubblewrap);
    List<String> arguments = new ArrayList<>(List.of(bubblewrap.toString()));
    arguments.addAll(BubblewrapArguments.namespaces(features));
    arguments.addAll(BubblewrapArguments.system());
    arguments.addAll(BubblewrapArguments.devices(features, List.of()));
    // ONNX Runtime makes an empty folder there, even when it has nothing to unpack.
    if (features.sizes()) {
      arguments.addAll(List.of("--size", SCRATCH));
    }
    arguments.addAll(List.of("--tmpfs", "/tmp"));
    for (Path program : programs) {
      arguments.addAll(List.of("--ro-bind", program.toString(), program.toString()));
    }
    arguments.addAll(List.of("--bind", folder.toString(), folder.toString()));
    arguments.addAll(List.of("--remount-ro", "/", "--remount-ro", "/proc", "--chdir", "/", "--"));
    arguments.addAll(command);
    return arguments;
  }
}
