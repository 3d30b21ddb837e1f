package dev.oxydra.tui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.oxydra.types.Event;
import dev.oxydra.types.Uuid7;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextTest {
  @Test
  void nothingInATextSteersTheTerminal() {
    assertEquals("red", PlainText.of("\u001b[31mred\u001b[0m"));
    assertEquals("title", PlainText.of("\u001b]0;evil\u0007title"));
    assertEquals("ab", PlainText.of("a\u009b2Jb"));
    assertEquals("ab\nc    d", PlainText.of("a\u0000b\r\nc\td"));
    assertEquals("ab", PlainText.of("a\u202eb"));
  }

  @Test
  void widthsAreThoseOfTerminals() {
    assertEquals(4, DisplayWidth.of("漢字"));
    assertEquals(2, DisplayWidth.of("👍"));
    assertEquals(2, DisplayWidth.of("👩‍💻"));
    assertEquals(2, DisplayWidth.of("🇩🇪"));
    assertEquals(1, DisplayWidth.of("e\u0301"));
    assertEquals(1, DisplayWidth.of("⚙"));
    assertEquals(1, DisplayWidth.of("é"));
    assertEquals("漢…", DisplayWidth.shorten("漢字字", 4));
  }

  @Test
  void wordsBreakAtSpacesAndLongOnesAnywhere() {
    assertEquals(List.of("one two", "three"), Wrap.words("one two three", 8));
    assertEquals(List.of("abcde", "fgh"), Wrap.words("abcdefgh", 5));
    assertEquals(List.of("漢字", "漢"), Wrap.words("漢字漢", 5));
    assertEquals(List.of("a", "", "b"), Wrap.words("a\n\nb", 5));
    assertEquals(List.of("one", "two"), Wrap.words("one two", 3));
  }

  @Test
  void theNamesOfToolsAndFilesAreStripped() {
    Event event =
        new Event(
            1,
            Uuid7.create(),
            Script.NOW,
            Script.SESSION,
            Script.TURN,
            "agent",
            null,
            Script.call(
                "c", "file\u001b[2J_read", "path", "a\u001b]0;evil\u0007b\u009b31m.txt\r\n"));
    List<Entry> entries = Conversation.EMPTY.apply(event).entries();
    assertEquals(
        "  … file_read ab.txt  running", EntryLines.of(entries.getFirst(), 80).getFirst().text());
  }

  @Test
  void aLineOfTwoMillionCharactersIsBrokenAtOnce() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> {
          assertEquals(2_000_000 / 50, Wrap.words("x".repeat(2_000_000), 50).size());
          assertEquals(200_000 / 25, Wrap.words("漢".repeat(200_000), 50).size());
          assertEquals(8, InputBox.of(Draft.at("x".repeat(1_000_000)), 80, 8).rows().size());
        });
  }

  @Test
  void deletingTakesWholeCharacters() {
    assertEquals("a", Draft.at("a👩‍💻").backspace().text());
    assertEquals(new Draft("ab\n", 3), Draft.at("ab\nc d").deleteToStart());
    assertEquals("one ", Draft.at("one two").deleteWord().text());
    assertEquals(new Draft("abc\nx", 1), new Draft("abc\nx", 5).up());
    assertEquals("a\nb", new Draft("a\n\nb", 2).deleteToEnd().text());
  }

  @Test
  void theInputScrollsWithItsCursor() {
    InputBox box = InputBox.of(Draft.at("1\n2\n3\n4"), 20, 2);
    assertEquals(new InputBox(List.of("3", "4"), 1, 1), box);
    assertEquals(new InputBox(List.of("abc", ""), 0, 1), InputBox.of(Draft.at("abc\n"), 20, 4));
  }
}
