package dev.oxydra.runner.isolation;

import dev.oxydra.runner.isolation.IsolationException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The sandbox of a program, as arguments of bubblewrap.
 *
 * @see <a href="https://github.com/containers/bubblewrap">bubblewrap</a>
 */
final class BubblewrapArguments {
  /** File descriptors that the wrapper opens, see {@link BubblewrapTier}. */
  static final String STATUS = "3";

  static final String FILTER = "4";

  /** Bytes; what Docker gives a container. */
  private static final long SHARED_MEMORY = 64L << 20;

  /**
   * Public settings that the loader, TLS, the clock and the JDK read. No names of users or hosts.
   */
  private static final List<String> SETTINGS =
      List.of(
          "/etc/ld.so.cache",
          "/etc/alternatives",
          "/etc/localtime",
          "/etc/timezone",
          "/etc/ssl/certs",
          "/etc/mime.types");

  private BubblewrapArguments() {}

  /**
   * @param filter whether the filter of system calls is at {@link #FILTER}
   * @param limits the beginning of the command in the sandbox, which bounds the rest
   */
  static List<String> of(
      LaunchSpec spec, BubblewrapFeatures features, boolean filter, List<String> limits) {
    List<String> arguments = new ArrayList<>(namespaces(features));
    if (!spec.init()) {
      arguments.add("--as-pid-1");
    }
    if (filter) {
      arguments.addAll(List.of("--seccomp", FILTER));
    }
    new TreeMap<>(spec.environment())
        .forEach((name, value) -> arguments.addAll(List.of("--setenv", name, value)));
    arguments.addAll(system());
    arguments.addAll(
        devices(features, spec.mounts().stream().filter(BubblewrapArguments::isDevice).toList()));
    ShownPrograms programs = ShownPrograms.of(spec);
    arguments.addAll(mounts(spec.mounts(), programs.mounts()));
    arguments.addAll(List.of("--remount-ro", "/", "--remount-ro", "/proc", "--chdir", "/", "--"));
    arguments.addAll(limits);
    arguments.addAll(programs.command(spec.command()));
    return arguments;
  }

  /** What every sandbox has: namespaces of its own, no capabilities, no environment. */
  static List<String> namespaces(BubblewrapFeatures features) {
    List<String> arguments =
        new ArrayList<>(List.of("--unshare-all", "--unshare-user", "--cap-drop", "ALL"));
    if (features.noNestedNamespaces()) {
      arguments.add("--disable-userns");
    }
    arguments.addAll(List.of("--new-session", "--clearenv", "--hostname", "oxydra"));
    return arguments;
  }

  /**
   * Its own procfs and devices. What is written there is memory of the host, so nothing can be but
   * shared memory, up to a size; where that can't be bounded there is none.
   */
  static List<String> devices(BubblewrapFeatures features, List<Mount> more) {
    List<String> arguments = new ArrayList<>(List.of("--proc", "/proc", "--dev", "/dev"));
    more.forEach(device ->
        arguments.addAll(List.of("--dev-bind", device.host().toString(), device.inside())));
    if (features.sizes()) {
      arguments.addAll(List.of("--size", Long.toString(SHARED_MEMORY), "--tmpfs", "/dev/shm"));
    }
    arguments.addAll(List.of("--remount-ro", "/dev"));
    return arguments;
  }

  /** The system's programs and libraries, read-only. */
  static List<String> system() {
    List<String> arguments = new ArrayList<>();
    for (Path path : Exposure.SYSTEM) {
      if (Files.isSymbolicLink(path)) {
        arguments.addAll(List.of("--symlink", linkTarget(path), path.toString()));
      } else if (Files.isDirectory(path)) {
        arguments.addAll(List.of("--ro-bind", path.toString(), path.toString()));
      }
    }
    for (String path : SETTINGS) {
      arguments.addAll(List.of("--ro-bind-try", path, path));
    }
    return arguments;
  }

  private static String linkTarget(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      throw new IsolationException(Kind.UNAVAILABLE, "Can't read the link " + link, e);
    }
  }

  /** A device can't be opened in an ordinary mount. */
  private static boolean isDevice(Mount mount) {
    return mount.host().startsWith("/dev");
  }

  /** Outer folders first, as a mount covers what was mounted below it. */
  private static List<String> mounts(List<Mount> own, List<Mount> programs) {
    return Stream.concat(own.stream(), programs.stream())
        .filter(mount -> !isDevice(mount))
        .sorted(Comparator.comparing(Mount::inside))
        .flatMap(mount ->
            Stream.of(
                mount.writable() ? "--bind" : "--ro-bind", mount.host().toString(), mount.inside()))
        .toList();
  }
}
