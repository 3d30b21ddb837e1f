package dev.oxydra.benchmarks;

import dev.oxydra.testing.Await;
import dev.oxydra.testing.Tmux;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The pictures of the README: a conversation with the demo, held by the distribution in an empty
 * folder and a real terminal, and drawn as it was shown there.
 */
final class Screenshots {
  private static final UserId ALICE = new UserId("alice");
  private static final int COLUMNS = 96;
  private static final int ROWS = 30;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** The status line goes on with the user where no turn runs. */
  private static final Pattern IDLE = Pattern.compile("\n ● alice[^\n]*$");

  /** The colour of the sign of a connection. */
  private static final Map<TerminalSvg.Colours, String> SIGN =
      Map.of(
          TerminalSvg.Colours.DARK, "38;2;95;215;95m", TerminalSvg.Colours.LIGHT, "38;2;0;95;0m");

  /** What alice has written down. */
  private static final String PLAN =
      """
      # A week of bread

      Start on **Friday evening**; the dough needs its night.

      - [x] feed the *sourdough*
      - [ ] buy flour: `type 1050`, 2 kg

      | day | what | hours |
      |---|---|---|
      | Friday | mix and fold | 1 |
      | Saturday | shape, bake | 3 |

      ```java
      int grams = 500; // of water
      ```
      """;

  private final Tmux terminal;
  private final Path target;

  private Screenshots(Tmux terminal, Path target) {
    this.terminal = terminal;
    this.target = target;
  }

  /**
   * Makes all of them.
   *
   * @param home the distribution's folder
   * @param target the folder for the pictures
   */
  static void run(Path home, Path target) throws Exception {
    Path folder = Files.createTempDirectory("oxb");
    RunnerProcess runner = new RunnerProcess(home, folder, ALICE);
    try {
      Files.createDirectory(folder.resolve(".oxydra"));
      Files.writeString(folder.resolve(".oxydra/agent.conf"), "selection { provider = demo }\n");
      Path shared =
          Files.createDirectories(folder.resolve(".oxydra/workspaces").resolve(ALICE + "/shared"));
      Files.writeString(shared.resolve("bread.md"), PLAN);
      Files.createDirectories(target);
      try (Tmux terminal = terminal(home, folder)) {
        new Screenshots(terminal, target).take();
      }
    } finally {
      runner.millis("stop", "--all");
      Folders.delete(folder);
    }
  }

  private static Tmux terminal(Path home, Path folder) {
    Map<String, String> environment = new HashMap<>();
    environment.put("HOME", folder.toString());
    environment.put("TERM", "xterm-256color");
    environment.put("COLORTERM", "truecolor");
    environment.put("LC_ALL", "C.UTF-8");
    List<String> command =
        List.of(
            home.resolve("bin/runner").toString(),
            "--dir",
            folder.toString(),
            "--user",
            ALICE.value(),
            "tui");
    return Tmux.start(command, COLUMNS, ROWS, environment);
  }

  private void take() throws IOException {
    terminal.awaitScreen("●", PATIENCE);
    say("count to 3", "1 2 3");
    say("read bread.md", "of water");
    picture("conversation", "A file of alice's, read by a tool and shown as Markdown");
    say("run wc -w bread.md && date -u +%A", "ran:");
    terminal.keys("C-o");
    terminal.awaitScreen("command", PATIENCE);
    picture("tool-call", "The calls of tools, opened with Ctrl+O");
  }

  /** Once no turn runs, has the demo answer, and waits for the end of that turn. */
  private void say(String text, String answer) {
    terminal.type(text);
    terminal.keys("Enter");
    terminal.awaitScreen(answer, PATIENCE);
    awaitIdle();
  }

  private void awaitIdle() {
    Await.until(
        "the end of the turn", PATIENCE, () -> IDLE.matcher(terminal.screen().strip()).find());
  }

  /** The same screen with the colours for either background. */
  private void picture(String name, String title) throws IOException {
    for (TerminalSvg.Colours colours : TerminalSvg.Colours.values()) {
      String tone = colours.name().toLowerCase(Locale.ROOT);
      terminal.type("/theme " + tone);
      terminal.awaitScreen("› /theme " + tone, PATIENCE);
      terminal.keys("Enter");
      Files.writeString(
          target.resolve(name + "-" + tone + ".svg"),
          TerminalSvg.of(awaitColours(colours), COLUMNS, ROWS, colours, title));
    }
  }

  /** The screen without the command; its last row, which is painted last, has the sign in green. */
  private String awaitColours(TerminalSvg.Colours colours) {
    String green = SIGN.get(colours);
    return Await.value(
        "the colours for " + colours,
        PATIENCE,
        () -> {
          String screen = terminal.colouredScreen();
          String status = screen.strip().substring(screen.strip().lastIndexOf('\n') + 1);
          return status.contains(green) && !screen.contains("/theme") ? screen : null;
        });
  }
}
