package dev.oxydra.runner;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.RequiresTool;
import dev.oxydra.testing.Tmux;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Setup in a real terminal, which knows no more than lines. */
@RequiresTool({"bwrap", "tmux"})
class SetupTerminalTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Map<String, String> DUMB =
      Map.of("TERM", "dumb", "OLLAMA_HOST", "127.0.0.1:1");

  private Path folder;

  @BeforeEach
  void folder() throws IOException {
    folder = Files.createTempDirectory("ox");
  }

  @AfterEach
  void removeAll() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @Test
  void aFirstRunByHand() throws IOException {
    Path distribution = FakeDistribution.in(folder.resolve("dist"));
    try (Tmux terminal = setup(distribution)) {
      answer(terminal, "Provider [auto]:", "demo");
      answer(terminal, "Tier [process]:", "9");
      answer(terminal, "Answer with one of", "process");
      answer(terminal, "Network [deny]:", "3");
      answer(terminal, "Write it? [yes]:", "");
      answer(terminal, "Start your agent now? [yes]:", "n");
      terminal.awaitScreen("Ready. Next: runner tui", PATIENCE);
    }
    String agent = Files.readString(folder.resolve(".oxydra/agent.conf"));
    assertTrue(agent.contains("\n  provider = demo\n"), agent);
  }

  @Test
  void controlDEndsItWithoutAChange() throws IOException {
    Path distribution = FakeDistribution.in(folder.resolve("dist"));
    try (Tmux terminal = setup(distribution)) {
      answer(terminal, "Provider [auto]:", "demo");
      terminal.awaitScreen("Tier [process]:", PATIENCE);
      terminal.keys("C-d");
      terminal.awaitScreen("nothing was changed", PATIENCE);
    }
    assertFalse(Files.exists(folder.resolve(".oxydra")));
  }

  @Test
  void aKeyIsNotShownAndTheTerminalIsPutBack() {
    List<String> command =
        List.of(
            System.getProperty("java.home") + "/bin/java",
            "-cp",
            System.getProperty("java.class.path"),
            HiddenInput.class.getName());
    try (Tmux terminal = Tmux.start(command, 80, 24, DUMB)) {
      terminal.awaitScreen("secret:", PATIENCE);
      answer(terminal, "secret:", "sk-very-secret");
      answer(terminal, "14 characters; plain:", "seen");
      String screen = terminal.awaitScreen("got seen", PATIENCE);
      assertFalse(screen.contains("sk-very-secret"), screen);
      assertTrue(screen.contains("plain: seen"), screen);
    }
  }

  /** Reads a hidden line and then another one. */
  static final class HiddenInput {
    public static void main(String[] args) {
      StandardInput input = new StandardInput();
      Prompt prompt =
          new Prompt(
              input, new java.io.PrintWriter(System.out, true, StandardCharsets.UTF_8), false);
      String hidden = prompt.hidden("secret", given -> null);
      String plain = prompt.text(hidden.length() + " characters; plain", "", given -> null);
      prompt.say("got " + plain);
    }
  }

  private Tmux setup(Path distribution) {
    List<String> command =
        List.of(
            distribution.resolve("bin/runner").toString(),
            "--user",
            "alice",
            "--dir",
            folder.toString(),
            "setup");
    return Tmux.start(command, 160, 50, DUMB);
  }

  private static void answer(Tmux terminal, String question, String answer) {
    terminal.awaitScreen(question, PATIENCE);
    terminal.type(answer);
    terminal.keys("Enter");
  }
}
