package dev.oxydra.tui;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.oxydra.testing.Await;
import dev.oxydra.testing.Tmux;
import dev.oxydra.types.ClientFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The whole program in a real terminal, in a folder of the test with a gateway of the test. */
abstract class TerminalFixture {
  static final Duration SOON = Duration.ofSeconds(30);

  private Path folder;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory("ox");
    Files.writeString(folder.resolve("token"), "secret\n");
  }

  @AfterEach
  void removeFolder() throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  Path folder() {
    return folder;
  }

  TestGateway gateway() throws Exception {
    return new TestGateway(
        folder.resolve("g.sock"),
        "secret",
        (gateway, frame) -> {
          if (frame instanceof ClientFrame.Hello hello) {
            gateway.send(Script.ack(hello));
            Script.turn().forEach(gateway::send);
            gateway.send(Script.replayed(hello, 11));
          } else if (frame instanceof ClientFrame.HealthCheck) {
            gateway.send(Script.health());
          }
        });
  }

  List<String> java() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-cp",
        System.getProperty("java.class.path"),
        TestClient.class.getName(),
        folder.toString());
  }

  /** The settings before and after, the exit code, and the shell's own process id of the TUI. */
  Tmux start(String term) throws IOException {
    return start(term, "C.UTF-8");
  }

  Tmux start(String term, String locale) throws IOException {
    Path script = folder.resolve("run");
    Files.writeString(
        script,
        """
        export EDITOR="$D/editor" VISUAL=
        stty -a | sed 's/rows.*columns [0-9]*//' > "$D/before"
        (echo "$BASHPID" > "$D/pid"; exec %s)
        code=$?
        stty -a | sed 's/rows.*columns [0-9]*//' > "$D/after"
        echo "left with $code"
        """
            .formatted(String.join(" ", java())));
    return Tmux.start(
        List.of("bash", "-c", "trap : INT HUP; . " + script + "; exec sleep 600"),
        80,
        24,
        Map.of("TERM", term, "D", folder.toString(), "LC_ALL", locale));
  }

  /** An interactive shell, with jobs. */
  Tmux shell() {
    return Tmux.start(
        List.of("bash", "--norc", "--noprofile", "-i"),
        80,
        24,
        Map.of("TERM", "xterm-256color", "HISTFILE", "", "PS1", "> ", "LC_ALL", "C.UTF-8"));
  }

  /** Runs it from {@link #shell()}, as a job. */
  void startJob(Tmux tmux) throws IOException {
    settings(tmux, "before");
    job(tmux);
    tmux.awaitScreen("not connected", SOON);
  }

  /** The same without a look at the settings, and without waiting. */
  void job(Tmux tmux) throws IOException {
    Path script = folder.resolve("run");
    Files.writeString(
        script, "echo $$ > %s/pid; exec %s\n".formatted(folder, String.join(" ", java())));
    tmux.type("bash " + script);
    tmux.keys("Enter");
  }

  void settings(Tmux tmux, String name) {
    Path file = folder.resolve(name);
    tmux.type(
        "stty -a | sed \"s/rows.*columns [0-9]*//\" > %s; echo wro\"\"te %s".formatted(file, name));
    tmux.keys("Enter");
    tmux.awaitScreen("wrote " + name, SOON);
    tmux.type("clear");
    tmux.keys("Enter");
    Await.until("a clear screen", SOON, () -> !tmux.screen().contains("wrote"));
  }

  void assertSameSettings() throws IOException {
    assertEquals(
        Files.readString(folder.resolve("before")), Files.readString(folder.resolve("after")));
  }

  void signal(String name) throws Exception {
    assertEquals(0, new ProcessBuilder("kill", "-" + name, pid()).start().waitFor());
  }

  String pid() throws IOException {
    return Files.readString(folder.resolve("pid")).strip();
  }

  /** One letter, as ps shows it. */
  String state() throws IOException {
    return Files.readString(Path.of("/proc", pid(), "stat"))
        .replaceFirst(".*\\) ", "")
        .substring(0, 1);
  }

  void assertRestored(Tmux tmux, String code) throws IOException {
    tmux.awaitScreen("left with " + code, SOON);
    assertEquals(
        Files.readString(folder.resolve("before")), Files.readString(folder.resolve("after")));
    assertEquals("0", tmux.format("alternate_on"));
    assertEquals("1", tmux.format("cursor_flag"));
  }
}
