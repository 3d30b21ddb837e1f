package dev.oxydra.tui;

import dev.oxydra.types.UserId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;

/** The program that the terminal tests start: the TUI alone, against a socket of the test. */
final class TestClient {
  private TestClient() {}

  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[0]);
    InstantSource clock =
        () -> {
          if (Files.exists(folder.resolve("fail"))) {
            throw new IllegalStateException("no time");
          }
          return Instant.now();
        };
    System.exit(
        Tui.run(
            new Tui.Options(
                folder.resolve("g.sock"),
                folder.resolve("token"),
                folder.resolve("files"),
                folder.resolve("commands"),
                new UserId("alice"),
                "0.1.0"),
            clock));
  }
}
