package dev.oxydra.tui;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.Await;
import dev.oxydra.testing.RequiresTool;
import dev.oxydra.testing.Tmux;
import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.TurnId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may go wrong in a terminal while an answer comes, or too much at once. */
@RequiresTool({"tmux", "stty", "script"})
class TerminalFaultsTest extends TerminalFixture {
  private static final String ONLINE = "No model is configured";
  private static final String ASKED = "tell me more";
  private static final TurnId ANSWERING = new TurnId("turn-2");
  private static final String UNDERLINED = "4";
  private static final Pattern PIECE = Pattern.compile("\u001b\\[([0-9;]*)m|[^\u001b]");

  @Test
  void aPasteOfTenThousandLinesArrivesWhole() throws Exception {
    try (TestGateway gateway = gateway();
        Tmux tmux = start("xterm-256color")) {
      tmux.awaitScreen(ONLINE, SOON);
      String lines = IntStream.range(0, 10_000).mapToObj(i -> "line " + i).collect(joining("\n"));
      tmux.paste(lines + "\n");
      tmux.awaitScreen("› [pasted 10000 lines]", SOON);
      tmux.keys("Enter");
      assertEquals(lines, gateway.next(ClientFrame.SendTurn.class).prompt());
    }
  }

  @Test
  void anAnswerThroughManySizesLooksAsIfDrawnAfresh() throws Exception {
    List<ServerFrame> turn = new ArrayList<>(Script.turn());
    String answer = IntStream.range(0, 40).mapToObj(TerminalFaultsTest::block).collect(joining());
    try (TestGateway gateway = replaying(turn);
        Tmux resized = start("xterm-256color")) {
      resized.awaitScreen("I wrote notes.txt.", SOON);
      say(gateway, turn, asked());
      for (int i = 0; i < 40; i++) {
        gateway.send(Script.delta(ANSWERING, block(i)));
        resized.resize(1 + i * 37 % 150, 1 + i * 11 % 50);
      }
      say(gateway, turn, answered(answer + "The end."));
      resized.resize(80, 24);
      try (Tmux fresh = start("xterm-256color")) {
        fresh.awaitScreen("The end.", SOON);
        awaitSame(fresh, resized);
      }
    }
  }

  private static void awaitSame(Tmux one, Tmux other) {
    try {
      Await.until(
          "the same on both screens",
          SOON,
          () -> looks(one.colouredScreen()).equals(looks(other.colouredScreen())));
    } catch (AssertionError e) {
      assertEquals(looks(one.colouredScreen()), looks(other.colouredScreen()));
      throw e;
    }
  }

  /**
   * Each character of a screen with how it looks. Blanks look like nothing, and those at the ends
   * of rows are left out: tmux tells those that were erased from those that were never written.
   */
  private static String looks(String screen) {
    StringBuilder all = new StringBuilder();
    Set<String> attributes = new TreeSet<>();
    String colour = "";
    Matcher piece = PIECE.matcher(screen);
    while (piece.find()) {
      String parameters = piece.group(1);
      if (parameters == null) {
        boolean empty = piece.group().isBlank() && !attributes.contains(UNDERLINED);
        String look = empty ? "" : String.join(";", attributes) + colour;
        all.append(piece.group()).append(look.isEmpty() ? "" : "<" + look + ">");
      } else if (parameters.startsWith("38;") || parameters.equals("39")) {
        colour = parameters.equals("39") ? "" : parameters;
      } else if (parameters.isEmpty() || parameters.equals("0")) {
        attributes.clear();
        colour = "";
      } else if (!parameters.equals("49")) {
        attributes.addAll(List.of(parameters.split(";", -1)));
      }
    }
    return all.toString().replaceAll(" +(?=\n)", "").stripTrailing();
  }

  @Test
  void aKilledOneLeavesNoProcessAndTheNextGoesOn() throws Exception {
    try (TestGateway gateway = gateway();
        Tmux tmux = shell()) {
      tmux.type("stty sane");
      tmux.keys("Enter");
      settings(tmux, "before");
      job(tmux);
      tmux.awaitScreen(ONLINE, SOON);
      asked().forEach(gateway::send);
      gateway.send(Script.delta(ANSWERING, "Streaming"));
      tmux.awaitScreen("  Streaming", SOON);
      signal("KILL");
      Await.until("its end", SOON, () -> ours() == 0);
      tmux.awaitScreen("Killed", SOON);

      tmux.type("stty sane; clear");
      tmux.keys("Enter");
      Await.until("a clear screen", SOON, () -> !tmux.screen().contains("Killed"));
      job(tmux);
      String screen = tmux.awaitScreen(ONLINE, SOON);
      assertEquals(1, count(screen, "› write notes.txt: hello"), screen);
      tmux.type(ASKED);
      tmux.keys("Enter");
      assertEquals(ASKED, gateway.next(ClientFrame.SendTurn.class).prompt());
      tmux.keys("C-d");
      Await.until("its end", SOON, () -> ours() == 0);
      settings(tmux, "after");
      assertSameSettings();
      assertEquals("0", tmux.format("alternate_on"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "HUP"})
  void aSignalUnderAFloodLeavesTheTerminalAsItWas(String signal) throws Exception {
    try (TestGateway gateway = gateway();
        Tmux tmux = start("xterm-256color")) {
      tmux.awaitScreen(ONLINE, SOON);
      asked().forEach(gateway::send);
      Thread flood = flood(gateway);
      try {
        tmux.awaitScreen("flood flood", SOON);
        signal(signal);
        String code = Map.of("TERM", "143", "HUP", "129").get(signal);
        assertRestored(tmux, code);
        // Nothing of a frame comes after what the shell writes.
        assertEquals("left with " + code, tmux.screen().strip());
      } finally {
        flood.interrupt();
        flood.join();
      }
    }
  }

  @Test
  void whatComesWhileItIsStoppedIsThereAfterFg() throws Exception {
    try (TestGateway gateway = gateway();
        Tmux tmux = shell()) {
      settings(tmux, "before");
      job(tmux);
      tmux.awaitScreen(ONLINE, SOON);
      asked().forEach(gateway::send);
      gateway.send(Script.delta(ANSWERING, "Before. "));
      tmux.awaitScreen("  Before.", SOON);
      tmux.keys("C-z");
      tmux.awaitScreen("Stopped", SOON);
      settings(tmux, "after");
      assertSameSettings();
      for (int i = 0; i < 1000; i++) {
        gateway.send(Script.delta(ANSWERING, "more "));
      }
      answered("Before. " + "more ".repeat(1000) + "After.").forEach(gateway::send);
      tmux.type("fg");
      tmux.keys("Enter");
      String screen = tmux.awaitScreen("After.", SOON);
      assertEquals(1, count(screen, "After."), screen);
      tmux.keys("C-d");
      Await.until("its end", SOON, () -> ours() == 0);
      settings(tmux, "after");
      assertSameSettings();
    }
  }

  /** As a window that is closed: its end of the pseudo-terminal is gone. */
  @Test
  void aClosedTerminalEndsTheProgram() throws Exception {
    try (TestGateway gateway = gateway()) {
      ProcessBuilder builder =
          new ProcessBuilder("script", "-qfec", "exec " + String.join(" ", java()), "/dev/null");
      builder.environment().putAll(Map.of("TERM", "xterm-256color", "SHELL", "/bin/sh"));
      Process terminal = builder.start();
      try (var out = terminal.inputReader(StandardCharsets.UTF_8)) {
        assertEquals(0L, gateway.next(ClientFrame.Hello.class).afterSeq());
        gateway.next(ClientFrame.HealthCheck.class);
        assertTrue(out.read() >= 0);
      } finally {
        terminal.destroyForcibly().waitFor();
      }
      Await.until("its end", SOON, () -> ours() == 0);
    }
  }

  /** Blocks of every kind, with characters of every width. */
  private static String block(int number) {
    return """
    ## Part %d

    Some **words**, `code`, a [link](https://example.org) and wide ones: 日本語 👍 café.

    - an item that is long enough to be wrapped in all but the widest of windows, and then some
      1. inside

    ```java
    int i = %d; // a comment
    ```

    | name | value |
    |---|---|
    | part | %d |

    """
        .formatted(number, number, number);
  }

  private static List<ServerFrame> asked() {
    return List.of(
        Script.event(12, ANSWERING, Script.user(ASKED)),
        Script.event(13, ANSWERING, new EventPayload.TurnStarted()));
  }

  private static List<ServerFrame> answered(String answer) {
    return List.of(
        Script.event(14, ANSWERING, Script.assistant(answer)),
        Script.event(15, ANSWERING, Script.completed()));
  }

  /** Sends frames that whoever says hello later is sent too. */
  private static void say(TestGateway gateway, List<ServerFrame> said, List<ServerFrame> frames) {
    said.addAll(frames);
    frames.forEach(gateway::send);
  }

  /** Without a notice about its health, which would stand somewhere else in each terminal. */
  private TestGateway replaying(List<ServerFrame> said) throws Exception {
    return new TestGateway(
        folder().resolve("g.sock"),
        "secret",
        (gateway, frame) -> {
          if (frame instanceof ClientFrame.Hello hello) {
            gateway.send(Script.ack(hello));
            List.copyOf(said).forEach(gateway::send);
            gateway.send(Script.replayed(hello, said.size()));
          }
        });
  }

  /** Deltas, until it is interrupted. */
  private static Thread flood(TestGateway gateway) {
    return Thread.ofVirtual()
        .start(() -> {
          while (!Thread.currentThread().isInterrupted()) {
            gateway.send(Script.delta(ANSWERING, "flood "));
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(500));
          }
        });
  }

  /** How many processes there are that were started with the test's folder, but for shells. */
  private long ours() {
    return ProcessHandle.allProcesses()
        .filter(process -> process.info().commandLine().orElse("").contains(" " + folder()))
        .filter(process -> process.info().command().orElse("").endsWith("java"))
        .count();
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }
}
