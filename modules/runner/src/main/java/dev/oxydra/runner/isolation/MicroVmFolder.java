package dev.oxydra.runner.isolation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What one machine is told and what it tells: a folder beside the notes of its program, which
 * QEMU's sandbox sees.
 */
record MicroVmFolder(Path path) {
  /** Where QEMU's sandbox shows it. */
  static final String INSIDE = "/run/vm";

  /** Where a machine has its sockets. */
  static final String SOCKETS = "/run/sockets";

  private static final String SUFFIX = ".vm";
  private static final int LONGEST_EXIT = 100;
  private static final int FIRST_PORT = 5001;
  private static final int FIRST_OUTLET = 100;
  private static final int BLOCK = 512;

  /**
   * @param status the file of the tier's notes on the program
   */
  static MicroVmFolder of(Path status) {
    return new MicroVmFolder(status.resolveSibling(status.getFileName() + SUFFIX));
  }

  static MicroVmFolder of(Trace trace) {
    Path status = SandboxNote.parse(trace.name()).status();
    return of(Objects.requireNonNull(status, "status"));
  }

  static String tag(int mount) {
    return "mount" + mount;
  }

  /** Where QEMU's sandbox shows a mount of the program. */
  static String mountPoint(int mount) {
    return "/run/mounts/" + mount;
  }

  /** The port of a socket that the program listens at, in the machine and in QEMU's sandbox. */
  static int port(int socket) {
    return FIRST_PORT + socket;
  }

  /** What the machine connects to for a socket that somebody else listens at. */
  static String outletAddress(int socket) {
    return "10.0.2." + (FIRST_OUTLET + socket) + ":" + port(socket);
  }

  /** Where QEMU's sandbox has a socket of the host. */
  static String link(int socket, SocketLink link) {
    return "/run/links/" + socket + "/" + link.host().getFileName();
  }

  /** The folders of the host that QEMU's sandbox has to show for a program. */
  static List<Mount> mounts(LaunchSpec spec) {
    Stream<Mount> folders =
        IntStream.range(0, spec.mounts().size())
            .mapToObj(i -> {
              Mount mount = spec.mounts().get(i);
              return new Mount(mount.host(), mountPoint(i), mount.writable());
            });
    Stream<Mount> sockets =
        IntStream.range(0, spec.sockets().size())
            .mapToObj(i -> {
              Path folder = spec.sockets().get(i).host().resolveSibling("");
              return Mount.readWrite(folder, "/run/links/" + i);
            });
    return Stream.concat(folders, sockets).toList();
  }

  /**
   * Makes it anew.
   *
   * @param command the program as the machine has it
   */
  void write(LaunchSpec spec, List<String> command) throws IOException {
    remove();
    Files.createDirectory(
        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path launch = Files.createDirectory(path.resolve("launch"));
    Files.writeString(launch.resolve("limits"), limits(spec.limits()));
    Files.writeString(launch.resolve("setup"), setup(spec));
    Files.writeString(launch.resolve("program"), program(spec.environment(), command));
    Files.write(launch.resolve("input"), spec.input());
    Files.writeString(
        sockets(),
        spec.sockets().stream()
            .filter(SocketLink::listens)
            .map(socket -> socket.host() + "\n")
            .collect(Collectors.joining()));
  }

  /** Which files of the host go with it: not in the folder, where who gets out of a machine is. */
  private Path sockets() {
    return path.resolveSibling(path.getFileName() + ".sockets");
  }

  private String limits(ResourceLimits limits) throws IOException {
    return "uid=%s gid=%s processes=%d memory=%d file_blocks=%d\n"
        .formatted(
            Files.getAttribute(path, "unix:uid"),
            Files.getAttribute(path, "unix:gid"),
            limits.processes(),
            limits.memoryBytes(),
            Math.max(1, limits.fileBytes() / BLOCK));
  }

  private static String setup(LaunchSpec spec) {
    StringBuilder setup = new StringBuilder();
    IntStream.range(0, spec.mounts().size())
        .boxed()
        .sorted(Comparator.comparing(i -> spec.mounts().get(i).inside()))
        .forEach(i -> {
          Mount mount = spec.mounts().get(i);
          setup.append(
              "mount_9p %s %s %s\n"
                  .formatted(tag(i), quoted(mount.inside()), mount.writable() ? "rw" : "ro"));
        });
    for (int i = 0; i < spec.sockets().size(); i++) {
      SocketLink socket = spec.sockets().get(i);
      setup.append(
          socket.listens()
              ? "listener %d %s\n".formatted(port(i), quoted(socket.inside()))
              : "outlet %s %s\n".formatted(outletAddress(i), quoted(socket.inside())));
    }
    setup.append(spec.output() == null ? "" : "output_apart=yes\n");
    return setup.toString();
  }

  private static String program(Map<String, String> environment, List<String> command) {
    String variables =
        new TreeMap<>(environment)
            .entrySet().stream()
                .map(variable -> quoted(variable.getKey() + "=" + variable.getValue()))
                .collect(Collectors.joining(" "));
    String words = command.stream().map(MicroVmFolder::quoted).collect(Collectors.joining(" "));
    return "exec /usr/bin/env -i %s %s\n".formatted(variables, words);
  }

  /** For a shell. */
  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }

  /** Removes all that are in a folder of notes, but for those of the programs that are kept. */
  static void removeOthers(Path notes, List<Trace> kept) {
    // By name: another daemon may have spelled the path of the folder otherwise.
    Set<Path> keptOnes =
        kept.stream()
            .filter(trace -> trace.tier().equals(MicroVmTier.NAME))
            .map(trace -> of(trace).path().getFileName())
            .collect(Collectors.toSet());
    try (Stream<Path> all = Files.list(notes)) {
      all.filter(path -> path.toString().endsWith(SUFFIX) && !keptOnes.contains(path.getFileName()))
          .toList()
          .forEach(path -> new MicroVmFolder(path).remove());
    } catch (IOException e) {
      throw new UncheckedIOException("Can't look for what machines left in " + notes, e);
    }
  }

  /** Whether the machine's kernel ended the program for its use of memory. */
  boolean saysOutOfMemory() {
    try {
      Path exit = path.resolve("exit");
      // Whatever got into QEMU may have put anything there.
      return Files.isRegularFile(exit, LinkOption.NOFOLLOW_LINKS)
          && Files.size(exit) < LONGEST_EXIT
          && Files.readString(exit, StandardCharsets.ISO_8859_1).contains("memory");
    } catch (IOException e) {
      return false; // It only says more than the exit code does.
    }
  }

  /**
   * Removes it, and the sockets that were listened at for the machine. Who waits for the machine's
   * end does that, and who stops it, at the same time.
   */
  void remove() {
    try {
      for (String socket : listened()) {
        Files.deleteIfExists(Path.of(socket));
      }
      Files.deleteIfExists(sockets());
      Folders.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException("Can't remove " + path, e);
    }
  }

  private List<String> listened() throws IOException {
    try {
      return Files.readAllLines(sockets());
    } catch (NoSuchFileException e) {
      return List.of(); // Somebody else has removed them.
    }
  }
}
