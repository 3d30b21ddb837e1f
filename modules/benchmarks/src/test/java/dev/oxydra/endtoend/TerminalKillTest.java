package dev.oxydra.endtoend;

import static dev.oxydra.endtoend.RunnerUnderTest.PATIENCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.RequiresTool;
import dev.oxydra.testing.Tmux;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * A terminal and a guest that are killed in the middle of a turn: nothing is lost or shown twice.
 */
@RequiresTool({"bwrap", "setsid", "tmux"})
class TerminalKillTest {
  private static final String ONLINE = "●";

  @Test
  void theTurnOfAKilledTerminalGoesOnInTheNextOne() throws Exception {
    try (RunnerUnderTest runner = RunnerUnderTest.inEmptyFolder(Map.of())) {
      try (Tmux terminal = tui(runner)) {
        terminal.awaitScreen(ONLINE, PATIENCE);
        say(terminal, "slow 60", "word3");
        ProcessHandle killed = ProcessHandle.of(terminal.panePid()).orElseThrow();
        assertTrue(killed.destroyForcibly());
        killed.onExit().join();
      }
      try (Tmux terminal = tui(runner)) {
        String screen = terminal.awaitScreen("word60", PATIENCE);
        assertOnce("› slow 60", screen);
        assertOnce("word1 ", screen);
        say(terminal, "count to 3", "1 2 3");
      }
    }
  }

  @Test
  void aKilledGuestComesBackUnderWhoeverIsTyping() throws Exception {
    try (RunnerUnderTest runner = RunnerUnderTest.inEmptyFolder(Map.of());
        Tmux terminal = tui(runner)) {
      terminal.awaitScreen(ONLINE, PATIENCE);
      say(terminal, "write notes.txt: hello", "Done. Wrote 5 bytes");
      say(terminal, "slow 500", "word3");
      terminal.type("read ");
      assertTrue(runner.guestProcess(Optional.empty()).destroyForcibly());
      terminal.awaitScreen("not connected", PATIENCE);
      terminal.type("notes.txt");
      terminal.awaitScreen("› read notes.txt", PATIENCE);
      terminal.awaitScreen("✗ ", PATIENCE);
      terminal.awaitScreen("\n ● alice", PATIENCE);
      terminal.keys("Enter");
      String screen = terminal.awaitScreen("notes.txt says:", PATIENCE);
      for (String said :
          new String[] {
            "› write notes.txt: hello",
            "Done. Wrote 5 bytes",
            "› slow 500",
            "✗ ",
            "› read notes.txt",
            "notes.txt says:"
          }) {
        assertOnce(said, screen);
      }
    }
  }

  private static void say(Tmux terminal, String text, String answer) {
    terminal.type(text);
    terminal.keys("Enter");
    terminal.awaitScreen(answer, PATIENCE);
  }

  private static void assertOnce(String part, String screen) {
    assertEquals(2, screen.split(Pattern.quote(part), -1).length, () -> part + " in " + screen);
  }

  /** The program itself is the window's process; all that is said fits in. */
  private static Tmux tui(RunnerUnderTest runner) {
    Map<String, String> environment = new HashMap<>(runner.environment());
    environment.put("TERM", "xterm-256color");
    environment.put("LC_ALL", "C.UTF-8");
    return Tmux.start(runner.command("tui"), 120, 60, environment);
  }
}
