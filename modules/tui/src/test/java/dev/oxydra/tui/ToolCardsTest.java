package dev.oxydra.tui;

import static dev.oxydra.tui.Play.last;
import static dev.oxydra.tui.Play.online;
import static dev.oxydra.tui.Play.press;
import static dev.oxydra.tui.Play.receive;
import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.ToolFrame;
import dev.oxydra.types.ToolResult;
import dev.oxydra.types.TurnState;
import dev.oxydra.types.TurnUpdate;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a turn does and thinks: one line each, or all of it. */
class ToolCardsTest {
  private static final ServerFrame.TurnRef RUNNING =
      new ServerFrame.TurnRef(Script.TURN, TurnState.RUNNING);

  private static final String DIFF = "Changed notes.txt\n@@ -1,1 +1,1 @@\n-old\n+new\n same";

  private static Screen called() {
    return receive(
        online(), Script.event(1, Script.TURN, Script.call("c1", "shell_exec", "command", "make")));
  }

  private static ServerFrame output(String chunk) {
    return new ToolFrame.ToolOutput(
        "r", Script.ref(), RUNNING, "c1", TurnUpdate.ToolOutput.Stream.STDOUT, chunk);
  }

  private static String shown(Screen screen) {
    return EntryLines.of(last(screen), 60).stream().map(Line::text).collect(joining("\n"));
  }

  private static Screen toggled(Screen screen) {
    return press(screen, Key.Action.TOGGLE_DETAILS).screen();
  }

  @Test
  void theEndOfWhatARunningCallWritesIsShown() {
    Screen screen = receive(called(), output("one\ntwo\n"), output("three\nfour"), output("!\n"));
    assertEquals("  … shell_exec make  running\n    two\n    three\n    four!", shown(screen));
    Screen ended =
        receive(
            screen,
            Script.event(2, Script.TURN, Script.result("c1", ToolResult.Outcome.OK, "done")));
    assertEquals("  ✓ shell_exec make  ok, 3 ms\n    └ done", shown(ended));
    assertEquals(ended, receive(ended, output("late")));
  }

  @Test
  void anOpenCallShowsItsArgumentsAndTheColoursOfADiff() {
    Screen screen =
        receive(
            called(),
            Script.event(2, Script.TURN, Script.result("c1", ToolResult.Outcome.OK, DIFF)));
    Screen open = toggled(screen);
    assertTrue(shown(open).contains("    command: make\n    Changed notes.txt"), shown(open));
    List<Line> lines = EntryLines.of(last(open), 60);
    assertTrue(lines.contains(Line.of(Line.Style.ADDED, "    +new")), lines::toString);
    assertTrue(lines.contains(Line.of(Line.Style.REMOVED, "    -old")), lines::toString);
    Screen next =
        receive(open, Script.event(3, Script.TURN, Script.call("c2", "file_read", "path", "x")));
    assertTrue(shown(next).contains("    path: x"), "the next one is open too");
    assertFalse(shown(toggled(next)).contains("path: x"));
  }

  @Test
  void whatIsVeryLongIsCut() {
    String many = IntStream.range(0, 5000).mapToObj(i -> "line " + i).collect(joining("\n"));
    Screen screen =
        toggled(
            receive(
                called(),
                Script.event(2, Script.TURN, Script.result("c1", ToolResult.Outcome.OK, many))));
    assertTrue(shown(screen).lines().count() < 250, shown(screen));
    String huge = "+" + "x".repeat(2_000_000) + "\n@@ \u001b[31m";
    Screen bad =
        toggled(
            receive(
                called(),
                Script.event(2, Script.TURN, Script.result("c1", ToolResult.Outcome.ERROR, huge))));
    assertFalse(shown(bad).contains("\u001b"), "an escape sequence");
  }

  @Test
  void thoughtsAreFoldedIntoOneLine() {
    Screen screen =
        receive(
            online(),
            new ToolFrame.ReasoningDelta("r", Script.ref(), RUNNING, "First I look,\n"),
            new ToolFrame.ReasoningDelta("r", Script.ref(), RUNNING, "then I write."));
    assertEquals("· thought: First I look, then I write.", shown(screen));
    assertEquals("· First I look,\n  then I write.", shown(toggled(screen)));
    Screen said = receive(screen, Script.event(1, Script.TURN, Script.assistant("Done")));
    assertTrue(Play.texts(said).contains("First I look"), "the thought stays");
  }
}
