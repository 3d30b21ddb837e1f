package dev.oxydra.tui;

import dev.oxydra.types.UserId;
import java.nio.file.Path;

/** The program that the terminal tests start: the TUI alone, against a socket of the test. */
final class TestClient {
  private TestClient() {}

  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[0]);
    System.exit(
        Tui.run(
            new Tui.Options(
                folder.resolve("g.sock"), folder.resolve("token"), new UserId("alice"), "0.1.0")));
  }
}
