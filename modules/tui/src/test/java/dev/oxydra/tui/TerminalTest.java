package dev.oxydra.tui;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.Await;
import dev.oxydra.testing.RequiresTool;
import dev.oxydra.testing.Tmux;
import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.MemoryFrame;
import dev.oxydra.types.MemoryRequest;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.ToolResult;
import dev.oxydra.types.TurnId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole program in a real terminal, against a gateway of the test. */
@RequiresTool({"tmux", "stty"})
class TerminalTest extends TerminalFixture {
  @Test
  void talksStreamsCancelsResizesAndQuits() throws Exception {
    try (TestGateway gateway = gateway();
        Tmux tmux = start("xterm-256color")) {
      tmux.awaitScreen("No model is configured", SOON);
      tmux.type("hello there");
      tmux.keys("M-Enter");
      tmux.type("two");
      tmux.keys("Enter");
      ClientFrame.SendTurn sent = gateway.next(ClientFrame.SendTurn.class);
      assertEquals("hello there\ntwo", sent.prompt());
      TurnId turn = sent.turnId();
      gateway.send(Script.event(20, turn, Script.user(sent.prompt())));
      gateway.send(Script.event(21, turn, new EventPayload.TurnStarted()));
      gateway.send(Script.delta(turn, "Streaming "));
      tmux.awaitScreen("Streaming", SOON);
      tmux.resize(60, 16);
      gateway.send(Script.delta(turn, "more 👍"));
      tmux.awaitScreen("Streaming more 👍", SOON);
      Await.until("16 rows", SOON, () -> tmux.screen().lines().count() == 16);
      tmux.keys("C-c");
      assertEquals(turn, gateway.next(ClientFrame.CancelActiveTurn.class).turnId());
      gateway.send(Script.event(22, turn, new EventPayload.TurnCancelled()));
      tmux.awaitScreen("The turn was cancelled.", SOON);
      tmux.type("/quit");
      tmux.keys("Enter");
      assertRestored(tmux, "0");
    }
  }

  @Test
  void comesBackAfterTheServerDied() throws Exception {
    try (Tmux tmux = start("screen")) {
      tmux.awaitScreen("not connected: the agent is not running", SOON);
      try (TestGateway gateway = gateway()) {
        assertEquals(0L, gateway.next(ClientFrame.Hello.class).afterSeq());
        tmux.awaitScreen("I wrote notes.txt.", SOON);
      }
      tmux.awaitScreen("not connected", SOON);
      tmux.type("kept");
      tmux.keys("Enter");
      tmux.awaitScreen("the message stays here", SOON);
      try (TestGateway gateway = gateway()) {
        assertEquals(11L, gateway.next(ClientFrame.Hello.class).afterSeq());
        Await.until("connected", SOON, () -> !tmux.screen().contains("not connected"));
        assertTrue(tmux.screen().contains("› kept"));
        tmux.keys("Enter");
        assertEquals("kept", gateway.next(ClientFrame.SendTurn.class).prompt());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "HUP", "INT"})
  void aSignalLeavesTheTerminalAsItWas(String signal) throws Exception {
    try (Tmux tmux = start("xterm")) {
      tmux.awaitScreen("Oxydra", SOON);
      signal(signal);
      assertRestored(tmux, Map.of("TERM", "143", "HUP", "129", "INT", "130").get(signal));
    }
  }

  /** Without shell and signal: whoever lets it go on may have used the terminal. */
  @Test
  void takesTheTerminalOverAgainAfterOthersHadIt() throws Exception {
    try (Tmux tmux = start("xterm-256color")) {
      tmux.awaitScreen("not connected", SOON);
      signal("STOP");
      Await.until("it is stopped", SOON, () -> state().equals("T"));
      Process scribble =
          new ProcessBuilder("sh", "-c", "stty sane; printf \"\\033[?1049l\\033[2Jscribble\"")
              .redirectInput(tmux.tty().toFile())
              .redirectOutput(ProcessBuilder.Redirect.appendTo(tmux.tty().toFile()))
              .start();
      assertEquals(0, scribble.waitFor());
      tmux.awaitScreen("scribble", SOON);
      signal("CONT");
      tmux.awaitScreen("Oxydra", SOON);
      assertEquals("1", tmux.format("alternate_on"));
      assertFalse(tmux.screen().contains("scribble"), tmux::screen);
      tmux.type("back");
      tmux.awaitScreen("› back", SOON);
      tmux.keys("C-c", "C-c");
      assertRestored(tmux, "0");
    }
  }

  @Test
  void ctrlZGivesTheTerminalToTheShellUntilFg() throws Exception {
    try (Tmux tmux = shell()) {
      String title = tmux.format("pane_title");
      startJob(tmux);
      Await.until("a title", SOON, () -> tmux.format("pane_title").equals("oxydra: alice"));
      tmux.type("a draft");
      for (int columns : List.of(60, 100)) {
        tmux.keys("C-z");
        tmux.awaitScreen("Stopped", SOON);
        assertEquals("0", tmux.format("alternate_on"));
        assertEquals("1", tmux.format("cursor_flag"));
        assertEquals(title, tmux.format("pane_title"));
        settings(tmux, "after");
        assertSameSettings();
        tmux.resize(columns, 16);
        tmux.type("fg");
        tmux.keys("Enter");
        String screen = tmux.awaitScreen("─".repeat(columns), SOON);
        assertTrue(screen.contains("› a draft"), screen);
        assertFalse(screen.contains("Stopped"), screen);
      }
      tmux.keys("C-c", "C-c");
      long job = Long.parseLong(pid());
      Await.until("its end", SOON, () -> ProcessHandle.of(job).isEmpty());
      assertEquals("0", tmux.format("alternate_on"));
      settings(tmux, "after");
      assertSameSettings();
      assertEquals(title, tmux.format("pane_title"));
    }
  }

  @Test
  void aKillInTheMiddleOfAStopLeavesNothing() throws Exception {
    try (Tmux tmux = shell()) {
      startJob(tmux);
      tmux.keys("C-z");
      tmux.awaitScreen("Stopped", SOON);
      ProcessHandle job = ProcessHandle.of(Long.parseLong(pid())).orElseThrow();
      signal("TERM");
      tmux.type("fg");
      tmux.keys("Enter");
      Await.until("its end", SOON, () -> !job.isAlive());
      assertEquals("0", tmux.format("alternate_on"));
      settings(tmux, "after");
      assertSameSettings();
    }
  }

  /** The forms of keys that terminals with more keys send, and what they answer. */
  @Test
  void takesKeysWithModifiersAndAnswersInPieces() throws Exception {
    try (TestGateway gateway = gateway();
        Tmux tmux = start("xterm-256color")) {
      tmux.awaitScreen("No model is configured", SOON);
      tmux.type("one");
      tmux.type("\u001b[13;2u");
      tmux.type("two\u001b]11;rgb:ffff/ff");
      tmux.type("ff/ffff\u0007");
      tmux.type("\u001b[27;2;13~three");
      tmux.awaitScreen("  three", SOON);
      tmux.type("\u001b[13;5u");
      ClientFrame.SendTurn sent = gateway.next(ClientFrame.SendTurn.class);
      assertEquals("one\ntwo\nthree", sent.prompt());
    }
  }

  @Test
  void aLightBackgroundChangesTheColours() throws Exception {
    try (Tmux tmux = start("xterm-256color")) {
      tmux.awaitScreen("not connected", SOON);
      assertTrue(tmux.colouredScreen().contains("38;5;210m"), tmux::colouredScreen);
      tmux.type("\u001b]11;rgb:ffff/ffff/ffff\u001b\\");
      Await.until("colours for it", SOON, () -> tmux.colouredScreen().contains("38;5;124m"));
      tmux.type("/theme mono");
      tmux.keys("Enter");
      Await.until("no colours", SOON, () -> !tmux.colouredScreen().contains("38;5"));
    }
  }

  @Test
  void worksInEverySize() throws Exception {
    try (TestGateway gateway = gateway();
        Tmux tmux = start("xterm-256color")) {
      tmux.awaitScreen("No model is configured", SOON);
      tmux.type("draft");
      for (int columns = 1; columns <= 60; columns += 3) {
        tmux.resize(columns, 1 + columns % 16);
        gateway.send(Script.delta(Script.TURN, "more "));
      }
      tmux.resize(40, 12);
      tmux.awaitScreen("› draft", SOON);
      tmux.resize(10, 3);
      tmux.awaitScreen("too small", SOON);
      tmux.resize(140, 40);
      tmux.awaitScreen("› draft", SOON);
      assertTrue(tmux.screen().contains("─".repeat(140)), tmux::screen);
    }
  }

  @Test
  void anErrorInTheProgramLeavesTheTerminalAsItWas() throws Exception {
    try (Tmux tmux = start("xterm")) {
      tmux.awaitScreen("Oxydra", SOON);
      Files.writeString(folder().resolve("fail"), "");
      tmux.type("x");
      tmux.awaitScreen("no time", SOON);
      assertRestored(tmux, "1");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dumb", ""})
  void saysThatItNeedsAScreen(String term) throws Exception {
    try (Tmux tmux = start(term)) {
      tmux.awaitScreen("TERM=xterm-256color", SOON);
      assertRestored(tmux, "2");
    }
  }

  @Test
  void saysThatTheLocaleIsNotForUtf8() throws Exception {
    try (Tmux tmux = start("xterm", "POSIX")) {
      tmux.awaitScreen("The locale is not a UTF-8 one", SOON);
      tmux.type("grün");
      tmux.awaitScreen("> grün", SOON);
    }
  }

  /** All that is typed meanwhile is the editor's. */
  @Test
  void aMessageIsWrittenInAnEditor() throws Exception {
    editor(
        """
        echo "editing: $(cat "$1")"
        read -r line
        printf '%s\\nand more\\n' "$line" > "$1"
        """);
    try (TestGateway gateway = gateway();
        Tmux tmux = start("xterm-256color")) {
      tmux.awaitScreen("No model is configured", SOON);
      for (String text : List.of("from the editor", "once more")) {
        tmux.type("draft");
        tmux.keys("C-g");
        tmux.awaitScreen("editing: draft", SOON);
        tmux.type(text);
        tmux.keys("Enter");
        tmux.awaitScreen("› " + text, SOON);
        tmux.keys("Enter");
        assertEquals(text + "\nand more", gateway.next(ClientFrame.SendTurn.class).prompt());
      }
      tmux.keys("C-d");
      assertRestored(tmux, "0");
    }
  }

  @Test
  void anEditorThatFailsOrIsInterruptedLeavesTheMessage() throws Exception {
    editor(
        """
        echo waiting
        trap 'exit 3' INT
        while :; do read -r line; done
        """);
    try (TestGateway gateway = gateway();
        Tmux tmux = start("xterm-256color")) {
      tmux.awaitScreen("No model is configured", SOON);
      tmux.type("my words");
      tmux.keys("C-g");
      tmux.awaitScreen("waiting", SOON);
      tmux.keys("C-c");
      tmux.awaitScreen("The editor ended with code 3", SOON);
      tmux.awaitScreen("› my words", SOON);
      tmux.keys("Enter");
      assertEquals("my words", gateway.next(ClientFrame.SendTurn.class).prompt());
    }
  }

  private void editor(String script) throws IOException {
    Path editor = folder().resolve("editor");
    Files.writeString(editor, "#!/bin/bash\n" + script);
    assertTrue(editor.toFile().setExecutable(true));
  }

  @Test
  void aPasteOfManyLinesStaysInTheInput() throws Exception {
    try (TestGateway gateway = gateway();
        Tmux tmux = start("xterm-256color")) {
      tmux.awaitScreen("No model is configured", SOON);
      String lines = IntStream.range(0, 200).mapToObj(i -> "line " + i).collect(joining("\n"));
      tmux.paste(lines + "\n");
      tmux.awaitScreen("[pasted 200 lines]", SOON);
      tmux.keys("Enter");
      assertEquals(lines, gateway.next(ClientFrame.SendTurn.class).prompt());
    }
  }

  @Test
  void hugeResultsAndLinesDoNotStopIt() throws Exception {
    try (TestGateway gateway = gateway();
        Tmux tmux = start("xterm-256color")) {
      tmux.awaitScreen("No model is configured", SOON);
      String huge = "x".repeat(2_000_000);
      gateway.send(Script.event(20, Script.TURN, Script.call("c", "file_read", "path", huge)));
      gateway.send(Script.event(21, Script.TURN, Script.result("c", ToolResult.Outcome.OK, huge)));
      gateway.send(Script.event(22, Script.TURN, Script.assistant(huge + "\nthe end")));
      tmux.awaitScreen("  the end", SOON);
      tmux.keys("PPage");
      tmux.awaitScreen("more below", SOON);
      tmux.type("still here");
      tmux.awaitScreen("› still here", SOON);
    }
  }

  @Test
  void aLongReplayComesWhole() throws Exception {
    try (TestGateway gateway = gateway();
        Tmux tmux = start("xterm-256color")) {
      tmux.awaitScreen("No model is configured", SOON);
      for (int i = 0; i < 5000; i++) {
        gateway.send(Script.event(100 + i, Script.TURN, Script.assistant("message " + i)));
      }
      tmux.awaitScreen("message 4999", SOON);
    }
  }

  @Test
  void saysThatItNeedsATerminal() throws Exception {
    Process process =
        new ProcessBuilder(java())
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .start();
    String said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertEquals(Tui.NO_TERMINAL, process.waitFor());
    assertTrue(said.contains("needs a terminal"), said);
    assertFalse(said.contains("\u001b"), said);
  }

  @Test
  void findsAndForgets() throws Exception {
    try (TestGateway gateway = gateway();
        Tmux tmux = start("xterm-256color")) {
      tmux.awaitScreen("I wrote notes.txt.", SOON);
      tmux.type("/memory notes");
      tmux.keys("Enter");
      gateway.send(results(gateway.next(MemoryRequest.SearchMemory.class)));
      tmux.awaitScreen("Enter goes there, Esc closes", SOON);
      tmux.keys("Escape");
      Await.until("the list is closed", SOON, () -> !tmux.screen().contains("Found (1)"));
      tmux.type("/forget notes");
      tmux.keys("Enter");
      gateway.send(results(gateway.next(MemoryRequest.SearchMemory.class)));
      tmux.awaitScreen("[ ] 2026-01-01", SOON);
      tmux.type(" ");
      tmux.awaitScreen("[x] 2026-01-01", SOON);
      tmux.keys("Enter");
      tmux.awaitScreen("Forget 1 item for good? y/n", SOON);
      tmux.type("y");
      MemoryRequest.Forget forget = gateway.next(MemoryRequest.Forget.class);
      gateway.send(
          new MemoryFrame.MemoryForgotten(
              forget.requestId(), new MemoryStore.Receipt(0, 1, 0, 0, 1, 0, List.of())));
      tmux.awaitScreen("Forgotten: 0 notes, 1 message", SOON);
      assertTrue(tmux.screen().contains("› " + MemoryEvent.FORGOTTEN), tmux::screen);
    }
  }

  private static MemoryFrame.MemoryResults results(MemoryRequest.SearchMemory search) {
    MemoryStore.Recalled found =
        new MemoryStore.Recalled(
            MemoryEvent.Place.ofMessage(Script.SESSION, 3),
            "write notes.txt: hello",
            Script.SESSION,
            "user",
            Script.NOW,
            List.of(),
            1,
            List.of());
    return new MemoryFrame.MemoryResults(search.requestId(), List.of(found), null);
  }
}
