package dev.oxydra.runner.isolation;

import dev.oxydra.runner.isolation.IsolationException.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where links of a program's folder lead to outside of it. Debian's JDK, for one, has its settings
 * in {@code /etc}, and does not start without them.
 */
public final class LinkTargets {
  private static final int DEPTH = 8;

  private LinkTargets() {}

  /**
   * The files and folders that a sandbox has to show besides the folder, at these very paths.
   *
   * @throws IsolationException when the folder can't be read
   */
  public static List<Path> outside(Path folder) {
    try (Stream<Path> links =
        Files.find(folder, DEPTH, (path, attributes) -> attributes.isSymbolicLink())) {
      return links
          .map(LinkTargets::target)
          .filter(target -> !target.startsWith(folder) && Files.exists(target))
          .filter(target -> Exposure.SYSTEM.stream().noneMatch(target::startsWith))
          .distinct()
          .sorted()
          .toList();
    } catch (IOException | UncheckedIOException e) {
      throw new IsolationException(Kind.UNAVAILABLE, "Can't read the folder " + folder, e);
    }
  }

  private static Path target(Path link) {
    try {
      return link.resolveSibling(Files.readSymbolicLink(link)).normalize();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
