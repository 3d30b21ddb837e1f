package dev.oxydra.runner;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A distribution whose launchers run {@link FakeGuest}, {@link FakeShell} and the real runner. */
final class FakeDistribution {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin/java").toString();
  private static final String SMALL =
      "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx64m -XX:-UsePerfData";

  private FakeDistribution() {}

  /**
   * Makes one.
   *
   * @param looksAt what the guest and the shell daemon look for, see {@link SandboxProbe}
   */
  static Path in(Path home, String... looksAt) throws IOException {
    Path bin = Files.createDirectories(home.resolve("bin"));
    Path lib = Files.createDirectories(home.resolve("lib"));
    String sandboxed =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry ->
                Stream.of("/runner/", "/types/", "jackson", "slf4j").anyMatch(entry::contains))
            .map(entry -> copy(Path.of(entry), lib))
            .collect(Collectors.joining(File.pathSeparator));
    String arguments = String.join(" ", looksAt);
    launcher(bin.resolve("guest"), sandboxed, FakeGuest.class.getName() + " " + arguments);
    launcher(bin.resolve("shell-daemon"), sandboxed, FakeShell.class.getName() + " " + arguments);
    launcher(bin.resolve("embedder"), sandboxed, FakeShell.class.getName());
    launcher(
        bin.resolve("runner"),
        System.getProperty("java.class.path"),
        "-Doxydra.home=" + home + " " + Main.class.getName());
    return home;
  }

  private static void launcher(Path file, String classPath, String rest) throws IOException {
    List<String> command =
        Stream.of(JAVA, SMALL, "-cp", classPath, rest)
            .flatMap(words -> Stream.of(words.strip().split(" ")))
            .toList();
    Files.writeString(
        file,
        """
        #!/bin/sh
        set -- %s "$@"
        if [ -n "$OXYDRA_PRINT_COMMAND" ]; then printf '%%s\\n' "$@"; exit; fi
        exec "$@"
        """
            .formatted(String.join(" ", command)));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String copy(Path entry, Path lib) {
    Path copy =
        lib.resolve(Integer.toHexString(entry.toString().hashCode()) + "-" + entry.getFileName());
    try (Stream<Path> files = Files.walk(entry)) {
      for (Path file : files.toList()) {
        Path to = copy.resolve(entry.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(to);
        } else {
          Files.copy(file, entry.equals(file) ? copy : to, StandardCopyOption.REPLACE_EXISTING);
        }
      }
      return copy.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
