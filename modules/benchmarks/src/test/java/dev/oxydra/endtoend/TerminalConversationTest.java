package dev.oxydra.endtoend;

import static dev.oxydra.endtoend.RunnerUnderTest.PATIENCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.oxydra.testing.Await;
import dev.oxydra.testing.RequiresTool;
import dev.oxydra.testing.Tmux;
import dev.oxydra.types.SlashCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A person at a real terminal, from an empty folder on. */
@RequiresTool({"bwrap", "setsid", "tmux", "stty", "bash"})
class TerminalConversationTest {
  private static final String ONLINE = "●";

  /** The status line goes on with the user where no turn runs. */
  private static final Pattern IDLE = Pattern.compile("\n ● (?!.*\\d s · ).*$");

  @Test
  void fromAnEmptyFolderToAConversationThatSurvives() throws Exception {
    try (RunnerUnderTest runner = RunnerUnderTest.inEmptyFolder(Map.of())) {
      try (Tmux terminal = tui(runner, "$RUNNER tui")) {
        terminal.awaitScreen(ONLINE, PATIENCE);
        assertConfigured(runner);
        say(terminal, "write notes.txt: hello", "✓ file_write notes.txt content=hello  ok, ");
        say(terminal, "read notes.txt", "✓ file_read notes.txt  ok, ");
        terminal.awaitScreen("notes.txt says:", PATIENCE);

        say(terminal, "/new second", "A new session.");
        assertFalse(terminal.screen().contains("notes.txt"));
        terminal.awaitScreen(" · second · ", PATIENCE);
        say(terminal, "/sessions", "● second");
        terminal.keys("C-c");
        say(terminal, "/switch runtime", "notes.txt says:");
        assertTrue(terminal.screen().contains("› read notes.txt"), terminal.screen());

        say(terminal, "/quit", "left with 0");
        assertRestored(runner, terminal);
      }
      ProcessHandle killed = guest(runner, Optional.empty());
      assertTrue(killed.destroyForcibly());
      guest(runner, Optional.of(killed));
      try (Tmux terminal = tui(runner, "$RUNNER tui")) {
        terminal.awaitScreen("✓ file_read notes.txt  ok, ", PATIENCE);
        terminal.awaitScreen("notes.txt says:", PATIENCE);
      }
    }
  }

  private static void assertConfigured(RunnerUnderTest runner) throws IOException {
    Path folder = runner.folder().resolve(".oxydra");
    try (Stream<Path> users = Files.list(folder.resolve("users"))) {
      assertEquals(1, users.filter(file -> file.toString().endsWith(".conf")).count());
    }
    for (String file : List.of("agent.conf", "runner.conf")) {
      assertTrue(Files.readString(folder.resolve(file)).startsWith("#"), file);
    }
  }

  @Test
  void aKilledGuestIsToldAndComesBackByItself() throws Exception {
    try (RunnerUnderTest runner = RunnerUnderTest.inEmptyFolder(Map.of());
        Tmux terminal = tui(runner, "$RUNNER --user alice tui")) {
      terminal.awaitScreen(ONLINE, PATIENCE);
      say(terminal, "write notes.txt: hello", "✓ file_write");
      say(terminal, "slow 500", "word3");
      ProcessHandle killed = runner.guestProcess(Optional.empty());
      assertTrue(killed.destroyForcibly());
      terminal.awaitScreen("not connected", PATIENCE);
      terminal.awaitScreen(ONLINE, PATIENCE);
      terminal.awaitScreen("✗ ", PATIENCE);
      say(terminal, "read notes.txt", "notes.txt says:");
    }
  }

  @Test
  void ctrlCCancelsThenLeaves() throws Exception {
    try (RunnerUnderTest runner = RunnerUnderTest.inEmptyFolder(Map.of());
        Tmux terminal = tui(runner, "$RUNNER --user alice tui")) {
      terminal.awaitScreen(ONLINE, PATIENCE);
      say(terminal, "slow 100", "word3");
      terminal.keys("C-c");
      String cancelled = terminal.awaitScreen("The turn was cancelled.", PATIENCE);
      assertFalse(cancelled.contains("word100"), cancelled);
      terminal.keys("C-c");
      terminal.awaitScreen("left with 0", PATIENCE);
      assertRestored(runner, terminal);
    }
  }

  @Test
  void aSignalInMidStreamLeavesTheTerminalAsItWas() throws Exception {
    try (RunnerUnderTest runner = RunnerUnderTest.inEmptyFolder(Map.of());
        Tmux terminal = tui(runner, "$RUNNER --user alice tui")) {
      terminal.awaitScreen(ONLINE, PATIENCE);
      say(terminal, "slow 500", "word3");
      ProcessHandle.of(terminal.panePid()).orElseThrow().children().forEach(it -> it.destroy());
      terminal.awaitScreen("left with 143", PATIENCE);
      assertRestored(runner, terminal);
    }
  }

  @Test
  void twoTerminalsOfOneSessionShowTheSame() throws Exception {
    try (RunnerUnderTest runner = RunnerUnderTest.inEmptyFolder(Map.of());
        Tmux first = tui(runner, "$RUNNER --user alice tui")) {
      first.awaitScreen(ONLINE, PATIENCE);
      try (Tmux second = tui(runner, "$RUNNER --user alice tui")) {
        second.awaitScreen(ONLINE, PATIENCE);
        say(first, "write notes.txt: hello", "Done. Wrote 5 bytes");
        second.awaitScreen("Done. Wrote 5 bytes", PATIENCE);
        say(second, "read notes.txt", "notes.txt says:");
        first.awaitScreen("notes.txt says:", PATIENCE);
        Await.until(
            "the same on both",
            PATIENCE,
            () -> lastTurn(first.screen()).equals(lastTurn(second.screen())));
      }
    }
  }

  /** Without what each of them says of itself further up, and the blank rows that are left. */
  private static String lastTurn(String screen) {
    String turn = screen.substring(screen.indexOf("› read notes.txt"));
    return turn.replaceAll("\n\n+", "\n\n");
  }

  @Test
  void aTurnThatFailsSaysWhyAndTheSessionGoesOn() throws Exception {
    try (RunnerUnderTest runner =
        RunnerUnderTest.inEmptyFolder(Map.of("OPENAI_API_KEY", "sk-not-a-key"))) {
      runner.configure(
          "agent.conf", "providers.registry.openai.base_url = \"http://127.0.0.1:9/v1\"\n");
      try (Tmux terminal = tui(runner, "$RUNNER --user alice tui")) {
        terminal.awaitScreen(ONLINE, PATIENCE);
        say(terminal, "hello", "✗ ");
        String screen = terminal.screen();
        assertTrue(screen.contains("127.0.0.1:9"), screen);
        assertFalse(screen.contains("Exception"), screen);
        assertFalse(screen.contains("sk-not-a-key"), screen);
        say(terminal, "/sessions", "● runtime-alice");
      }
    }
  }

  /** Each command of the table once, typed as a person does. */
  @Test
  void everyCommandDoesWhatItSays() throws Exception {
    try (RunnerUnderTest runner = RunnerUnderTest.inEmptyFolder(Map.of())) {
      runner.configure("agent.conf", "agents.helper { description = \"helps\" }\n");
      Path picture = Files.write(runner.folder().resolve("picture.png"), new byte[] {1, 0, 2});
      try (Tmux terminal = tui(runner, "$RUNNER --user alice tui")) {
        terminal.awaitScreen(ONLINE, PATIENCE);
        Set<SlashCommand> used = EnumSet.noneOf(SlashCommand.class);
        say(terminal, "write notes.txt: hello", "✓ file_write");
        sessions(terminal, used);
        turns(terminal, used);
        looks(terminal, used);
        command(terminal, used, "/attach " + picture, "[attached picture.png, 3 bytes]");
        terminal.keys("C-u");
        command(terminal, used, "/export", "Written to ");
        command(terminal, used, "/copy", "OSC 52");
        command(terminal, used, "/theme light", "");
        command(terminal, used, "/help", "Help");
        command(terminal, used, "/quit", "left with 0");
        assertEquals(EnumSet.allOf(SlashCommand.class), used);
        assertRestored(runner, terminal);
      }
    }
  }

  private static void command(Tmux terminal, Set<SlashCommand> used, String line, String answer) {
    say(terminal, line, answer);
    used.add(SlashCommand.of(line.split(" ", 2)[0]).orElseThrow());
  }

  /** A list is closed again, or it would take the next line for words to find. */
  private static void list(Tmux terminal, Set<SlashCommand> used, String line, String title) {
    command(terminal, used, line, title);
    terminal.keys("C-c");
    Await.until("the end of the list", PATIENCE, () -> !terminal.screen().contains("Esc closes"));
  }

  private static void sessions(Tmux terminal, Set<SlashCommand> used) {
    command(terminal, used, "/status", "Your agent is well.");
    command(terminal, used, "/rename Plans", " · Plans · ");
    command(terminal, used, "/fork Copy", " · Copy · ");
    command(terminal, used, "/archive", "The session is put away");
    command(terminal, used, "/unarchive", "The session is in the list again");
    list(terminal, used, "/sessions", "  Plans");
    command(terminal, used, "/switch Plans", " · Plans · ");
    list(terminal, used, "/agent", "  helper");
    list(terminal, used, "/model", "● default");
    command(terminal, used, "/new third --agent helper", " · third · ");
    command(terminal, used, "/switch Plans", " · Plans · ");
    command(terminal, used, "/handoff", "There is no session of another front end");
  }

  private static void turns(Tmux terminal, Set<SlashCommand> used) {
    command(terminal, used, "/mode ask", "Mode ask: ");
    say(terminal, "write asked.txt: hello", "May I run this?");
    terminal.type("n");
    terminal.keys("Enter");
    terminal.awaitScreen("Not allowed: file_write", PATIENCE);
    command(terminal, used, "/approve", "No question waits");
    command(terminal, used, "/mode default", "Mode auto: ");
    say(terminal, "slow 500", "word3");
    terminal.type("/steer go on");
    terminal.keys("Enter");
    terminal.awaitScreen("The agent sees this before its next step.", PATIENCE);
    used.add(SlashCommand.STEER);
    terminal.type("/cancel");
    terminal.keys("Enter");
    terminal.awaitScreen("The turn was cancelled.", PATIENCE);
    used.add(SlashCommand.CANCEL);
    command(terminal, used, "/cancelall", "");
    command(terminal, used, "/rewind", "Your files as they were before");
    command(terminal, used, "/undo", "brought back");
  }

  private static void looks(Tmux terminal, Set<SlashCommand> used) {
    command(terminal, used, "/memory", "There are no notes.");
    list(terminal, used, "/forget hello", "Forget (");
    command(terminal, used, "/recalled", "recalled");
    list(terminal, used, "/find hello", "Found (");
    command(terminal, used, "/schedule", "Schedules are switched off");
    list(terminal, used, "/skills", "  browser");
    list(terminal, used, "/context", "free ");
    list(terminal, used, "/usage", "By model");
    command(terminal, used, "/budget", "Spent, of what may be");
    command(terminal, used, "/constraint be kind", "Standing constraints");
    command(terminal, used, "/mark", "What you wrote");
  }

  /** In a checkout of the test's own, whose build only says that it was asked for. */
  @Test
  void theCheckoutsScriptBuildsOnlyWhatIsNewer() throws Exception {
    Path root = Path.of(System.getProperty("oxydra.root"));
    try (RunnerUnderTest runner = RunnerUnderTest.inEmptyFolder(Map.of())) {
      Path checkout = Files.createDirectory(runner.folder().resolve("checkout"));
      Files.copy(
          root.resolve("runner"), checkout.resolve("runner"), StandardCopyOption.COPY_ATTRIBUTES);
      Path build = Files.writeString(checkout.resolve("dev"), "#!/bin/sh\necho building\n");
      Files.setPosixFilePermissions(build, PosixFilePermissions.fromString("rwx------"));
      Files.createSymbolicLink(checkout.resolve("target"), root.resolve("target"));
      Path source =
          Files.writeString(
              Files.createDirectories(checkout.resolve("modules")).resolve("A.java"), "class A {}");
      Files.setLastModifiedTime(source, FileTime.from(Instant.EPOCH));
      try (Tmux terminal = tui(runner, "./checkout/runner tui")) {
        terminal.awaitScreen(ONLINE, PATIENCE);
        say(terminal, "/quit", "left with 0");
        assertFalse(terminal.screen().contains("building"), terminal.screen());
      }
      Files.setLastModifiedTime(source, FileTime.from(Instant.now()));
      try (Tmux terminal = tui(runner, "./checkout/runner status")) {
        terminal.awaitScreen("building", PATIENCE);
        terminal.awaitScreen("left with 0", PATIENCE);
      }
    }
  }

  /** Once no turn runs: an answer is on the screen a moment before its turn is over. */
  private static void say(Tmux terminal, String text, String answer) {
    Await.until(
        "the end of the turn before '" + text + "'",
        PATIENCE,
        () -> IDLE.matcher(terminal.screen().stripTrailing()).find());
    terminal.type(text);
    terminal.keys("Enter");
    terminal.awaitScreen(answer, PATIENCE);
  }

  /** In a shell in the empty folder, which writes down the terminal's settings around it. */
  private static Tmux tui(RunnerUnderTest runner, String command) {
    List<String> environment = new ArrayList<>(List.of("env", "-C", runner.folder().toString()));
    runner.environment().forEach((key, value) -> environment.add(key + "=" + value));
    environment.addAll(
        List.of(
            "TERM=xterm-256color",
            "LC_ALL=C.UTF-8",
            "RUNNER=" + Distribution.built().bin("runner"),
            "bash",
            "-c",
            """
            stty -a | sed 's/rows.*columns [0-9]*//' > before
            %s
            echo "left with $?"
            stty -a | sed 's/rows.*columns [0-9]*//' > after
            exec sleep 600
            """
                .formatted(command)));
    return Tmux.start(environment, 80, 24, Map.of());
  }

  private static void assertRestored(RunnerUnderTest runner, Tmux terminal) throws IOException {
    Path after = runner.folder().resolve("after");
    Path before = runner.folder().resolve("before");
    Await.until(
        "the same settings as before",
        PATIENCE,
        () -> Files.exists(after) && Files.readString(after).equals(Files.readString(before)));
    assertEquals("0", terminal.format("alternate_on"));
    assertEquals("1", terminal.format("cursor_flag"));
  }

  /** As {@link RunnerUnderTest#guestProcess}, of the user of the operating system. */
  private static ProcessHandle guest(RunnerUnderTest runner, Optional<ProcessHandle> former) {
    return Await.value(
        "a running guest other than " + former,
        PATIENCE,
        () -> {
          Distribution.Ended status =
              Distribution.built()
                  .run(
                      runner.environment(),
                      "runner",
                      "--dir",
                      runner.folder().toString(),
                      "status",
                      "--json");
          JsonNode guest = new ObjectMapper().readTree(status.output()).path("guests").path(0);
          return ProcessHandle.of(guest.path("pid").asLong())
              .filter(it -> guest.path("state").asText().equals("running"))
              .filter(it -> !Optional.of(it).equals(former))
              .orElse(null);
        });
  }
}
