package dev.oxydra.runner;

import dev.oxydra.types.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Looks around from within a sandbox. */
final class SandboxProbe {
  private SandboxProbe() {}

  /**
   * What was seen.
   *
   * @param environment all variables
   * @param processes the numbers in {@code /proc}
   * @param environments what the environments of these processes hold
   * @param root the names in {@code /}
   * @param interfaces the network interfaces
   * @param connected which of the addresses asked for could be connected to
   * @param visible which of the paths asked for exist
   * @param writable which of many places could be written to
   * @param capabilities the line of {@code /proc/self/status}
   */
  record Report(
      Map<String, String> environment,
      List<String> processes,
      String environments,
      List<String> root,
      List<String> interfaces,
      List<String> connected,
      List<String> visible,
      List<String> writable,
      String capabilities) {}

  /**
   * @param args addresses, {@code host:port}, and absolute paths to look for
   */
  static String report(String... args) throws IOException {
    List<String> processes =
        names("/proc").stream().filter(name -> name.chars().allMatch(Character::isDigit)).toList();
    StringBuilder environments = new StringBuilder();
    for (String process : processes.size() > 9 ? List.<String>of() : processes) {
      environments.append(
          new String(
              Files.readAllBytes(Path.of("/proc", process, "environ")), StandardCharsets.UTF_8));
    }
    return Json.write(
        new Report(
            new TreeMap<>(System.getenv()),
            processes,
            environments.toString(),
            names("/"),
            names("/sys/class/net"),
            Stream.of(args)
                .filter(arg -> !arg.startsWith("/"))
                .filter(SandboxProbe::connects)
                .toList(),
            Stream.of(args)
                .filter(arg -> arg.startsWith("/") && Files.exists(Path.of(arg)))
                .toList(),
            writable(args),
            capabilities()));
  }

  private static List<String> names(String folder) throws IOException {
    if (!Files.isDirectory(Path.of(folder))) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(Path.of(folder))) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  private static boolean connects(String address) {
    int colon = address.lastIndexOf(':');
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(
              address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))),
          2000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static List<String> writable(String... args) {
    List<String> writable = new ArrayList<>();
    Stream.concat(
            Stream.of(
                "/",
                "/usr",
                "/etc",
                "/proc/sys/kernel",
                "/root",
                "/home",
                "/vault",
                "/shared",
                "/ipc",
                "/internal"),
            Stream.of(args).filter(arg -> arg.startsWith("/")))
        .forEach(folder -> {
          Path file = Path.of(folder, "probe-of-write");
          try {
            Files.writeString(file, "x");
            Files.delete(file);
            writable.add(folder);
          } catch (IOException e) {
            // That is the answer: not writable.
          }
        });
    if (Files.isWritable(Path.of("/proc/sys/kernel/core_pattern"))) {
      writable.add("/proc/sys/kernel/core_pattern");
    }
    return writable;
  }

  private static String capabilities() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("CapBnd"))
        .findFirst()
        .orElse("");
  }
}
