package dev.oxydra.runner.broker;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What tests open doors with. */
final class Doors {
  static final Duration LONG = Duration.ofSeconds(60);

  private Doors() {}

  /** All beside the socket. */
  static DoorFiles files(Path socket) {
    String name = socket.getFileName().toString();
    return new DoorFiles(
        socket,
        socket.resolveSibling(name + ".egress.log"),
        socket.resolveSibling(name + ".usage.json"));
  }

  /** Without a key, at an address on this machine. */
  static Upstream upstream(int port, Tariff tariff) {
    return new Upstream(
        "p",
        URI.create("http://127.0.0.1:" + port + "/base"),
        KeyPlacement.BEARER,
        null,
        null,
        Map.of(),
        tariff,
        LONG,
        LONG,
        LONG);
  }

  /** The lines of the egress log; none when there is no file. */
  static List<String> egress(Path socket) throws IOException {
    Path log = files(socket).egressLog();
    return Files.exists(log) ? Files.readAllLines(log) : List.of();
  }

  static @Nullable String last(List<String> lines) {
    return lines.isEmpty() ? null : lines.getLast();
  }

  /** A folder with the files in it. */
  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
