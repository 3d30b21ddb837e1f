package dev.oxydra.tui;

import static dev.oxydra.tui.Play.online;
import static dev.oxydra.tui.Play.press;
import static dev.oxydra.tui.Play.type;
import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.ClientFrame;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Writing a message: cutting, undoing, pasting, and finding what was sent. */
class EditorTest {
  private static Editor keys(Editor editor, Key.Action... actions) {
    Editor after = editor;
    for (Key.Action action : actions) {
      after = EditKeys.press(after, action);
    }
    return after;
  }

  private static Editor at(String text) {
    return Editor.EMPTY.with(Draft.at(text));
  }

  @Test
  void whatWasCutIsPutInAgain() {
    Editor editor = keys(at("one two"), Key.Action.DELETE_WORD);
    assertEquals("one ", editor.draft().text());
    assertEquals("two", editor.edits().cut());
    Editor moved = keys(editor, Key.Action.LINE_START, Key.Action.YANK);
    assertEquals(new Draft("twoone ", 3), moved.draft());
    Editor line = keys(moved, Key.Action.DELETE_TO_END, Key.Action.YANK, Key.Action.YANK);
    assertEquals("twoone one ", line.draft().text());
  }

  @Test
  void wordsAreSteppedOverAndDeletedForwards() {
    Editor editor = keys(at("one two  three"), Key.Action.WORD_LEFT, Key.Action.WORD_LEFT);
    assertEquals(4, editor.draft().cursor());
    assertEquals(7, keys(editor, Key.Action.WORD_RIGHT).draft().cursor());
    assertEquals("one   three", keys(editor, Key.Action.DELETE_NEXT_WORD).draft().text());
  }

  @Test
  void typedWordsAreUndoneAsOne() {
    Editor editor = Editor.EMPTY;
    for (String letter : List.of("o", "n", "e", " ", "t", "w", "o")) {
      editor = editor.with(editor.draft().insert(letter));
    }
    Editor cut = keys(editor, Key.Action.DELETE_TO_START);
    assertEquals("", cut.draft().text());
    assertEquals("one two", cut.undo().draft().text());
    assertEquals("one ", cut.undo().undo().draft().text());
    assertEquals("one", cut.undo().undo().undo().draft().text());
    assertEquals("", cut.undo().undo().undo().undo().draft().text());
    assertEquals(Editor.EMPTY.draft(), Editor.EMPTY.undo().draft());
  }

  @Test
  void aLongPasteIsOneLineInTheInputAndWholeInTheMessage() {
    String lines = IntStream.range(0, 240).mapToObj(i -> "line " + i).collect(joining("\n"));
    Screen screen = press(type(online(), "See "), new Key.Paste(lines)).screen();
    screen = press(screen, new Key.Paste(lines)).screen();
    assertEquals("See [pasted 240 lines][pasted 240 lines #2]", screen.editor().draft().text());
    Step sent = press(type(screen, "!"), Key.Action.ENTER);
    assertEquals(
        "See " + lines + lines + "!",
        ((ClientFrame.SendTurn) Play.frames(sent).getFirst()).prompt());
    assertEquals(Pastes.NONE, sent.screen().editor().pastes());
  }

  @Test
  void whatIsPastedMayLookLikeASign() {
    Editor editor = Editor.EMPTY.paste("x".repeat(3000)).paste("[pasted 3,000 characters]");
    assertEquals("x".repeat(3000).repeat(2), editor.text());
    Editor literal = Editor.EMPTY.paste("[pasted 7 lines] $1 \\");
    assertEquals("[pasted 7 lines] $1 \\", literal.text());
  }

  @Test
  void whatWasSentIsFoundByWords() {
    Screen screen = online().with(online().editor().remember("first plan").remember("second"));
    screen = screen.with(screen.editor().remember("Plan three"));
    Screen searching = press(type(screen, "draft"), Key.Action.SEARCH).screen();
    Screen found = type(searching, "plan");
    assertEquals("Plan three", found.editor().history().shown().text());
    Screen older = press(found, Key.Action.SEARCH).screen();
    assertEquals("first plan", older.editor().history().shown().text());
    assertEquals(
        "first plan", press(older, Key.Action.SEARCH).screen().editor().history().shown().text());
    assertEquals("first plan", press(older, Key.Action.ENTER).screen().editor().draft().text());
    Screen left = press(older, Key.Action.ESCAPE).screen();
    assertEquals("draft", left.editor().draft().text());
    assertNull(left.editor().history().query());
    Screen none = type(searching, "zebra");
    assertEquals("draft", press(none, Key.Action.ENTER).screen().editor().draft().text());
    assertTrue(lines(none).contains("nothing like that"), lines(none));
  }

  private static String lines(Screen screen) {
    return AboveInput.of(screen, Script.NOW, 80, 20).stream()
        .map(Line::text)
        .collect(joining("\n"));
  }

  @Test
  void commandsAreListedAndCompleted() {
    Screen typed = type(online(), "/re");
    assertTrue(lines(typed).startsWith("› /rename [name]"), lines(typed));
    assertTrue(lines(typed).contains("/rewind"), lines(typed));
    assertEquals("/rename ", press(typed, Key.Action.TAB).screen().editor().draft().text());
    Screen down = press(typed, Key.Action.DOWN).screen();
    assertEquals("/rewind ", press(down, Key.Action.TAB).screen().editor().draft().text());
    Screen around = press(typed, Key.Action.UP).screen();
    assertTrue(lines(around).contains("› "), lines(around));
    Screen closed = press(typed, Key.Action.ESCAPE).screen();
    assertEquals("", lines(closed));
    assertTrue(lines(type(closed, "w")).contains("/rewind"), "typing opens the list again");
    assertEquals("", lines(type(online(), "/rewind 3")));
    assertEquals("", lines(type(online(), "/usr/bin")));
  }

  @Test
  void enterRunsAChosenCommandThatNeedsNoMore() {
    Step step = press(type(online(), "/sess"), Key.Action.ENTER);
    assertEquals(ClientFrame.ListSessions.class, Play.frames(step).getFirst().getClass());
    Step more = press(type(online(), "/swi"), Key.Action.ENTER);
    assertEquals("/switch ", more.screen().editor().draft().text());
    assertEquals(List.of(), more.effects());
  }

  @Test
  void aDraftThatIsClearedComesBack() {
    Step cleared = press(type(online(), "hello"), Key.Action.INTERRUPT);
    assertEquals("", cleared.screen().editor().draft().text());
    assertEquals(List.of(), cleared.effects());
    assertEquals(
        "hello", press(cleared.screen(), Key.Action.YANK).screen().editor().draft().text());
  }
}
