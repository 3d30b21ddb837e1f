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
   * @param noNestedNamespaces whether bubblewrap can forbid user namespaces in the sandbox
   */
  static List<String> of(LaunchSpec spec, boolean noNestedNamespaces) {
    List<String> arguments = new ArrayList<>(namespaces(noNestedNamespaces));
    if (!spec.init()) {
      arguments.add("--as-pid-1");
    }
    new TreeMap<>(spec.environment())
        .forEach((name, value) -> arguments.addAll(List.of("--setenv", name, value)));
    arguments.addAll(system());
    arguments.addAll(List.of("--proc", "/proc", "--dev", "/dev"));
    ShownPrograms programs = ShownPrograms.of(spec);
    arguments.addAll(mounts(spec.mounts(), programs.mounts()));
    arguments.addAll(List.of("--remount-ro", "/", "--remount-ro", "/proc", "--chdir", "/", "--"));
    arguments.addAll(programs.command(spec.command()));
    return arguments;
  }

  /** What every sandbox has: namespaces of its own, no capabilities, no environment. */
  static List<String> namespaces(boolean noNestedNamespaces) {
    List<String> arguments =
        new ArrayList<>(List.of("--unshare-all", "--unshare-user", "--cap-drop", "ALL"));
    if (noNestedNamespaces) {
      arguments.add("--disable-userns");
    }
    arguments.addAll(List.of("--new-session", "--clearenv", "--hostname", "oxydra"));
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

  /** Outer folders first, as a mount covers what was mounted below it. */
  private static List<String> mounts(List<Mount> own, List<Mount> programs) {
    return Stream.concat(own.stream(), programs.stream())
        .sorted(Comparator.comparing(Mount::inside))
        .flatMap(mount ->
            Stream.of(
                mount.writable() ? "--bind" : "--ro-bind", mount.host().toString(), mount.inside()))
        .toList();
  }
}
