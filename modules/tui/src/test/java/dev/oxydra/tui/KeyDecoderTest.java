package dev.oxydra.tui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.Await;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyDecoderTest {
  private static final String BACKGROUND = "\u001b]11;rgb:fdfd/f6f6/e3e3\u001b\\";
  private static final String ATTRIBUTES = "\u001b[?62;22c";

  /** What was heard, as text. */
  private static final class Heard implements KeyDecoder.Listener {
    final List<String> all = new ArrayList<>();
    final KeyDecoder decoder = new KeyDecoder(this);

    static List<String> of(String... pieces) {
      Heard heard = new Heard();
      for (String piece : pieces) {
        heard.decoder.accept(piece);
      }
      return heard.all;
    }

    @Override
    public void key(Key key) {
      all.add(text(key));
    }

    @Override
    public void background(int rgb) {
      all.add("background %06x".formatted(rgb));
    }

    @Override
    public void attributes() {
      all.add("attributes");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'\r', ENTER",
    "'\n', NEW_LINE",
    "'\u001b\r', NEW_LINE",
    "'\u001b[13;2u', NEW_LINE",
    "'\u001b[13;3u', NEW_LINE",
    "'\u001b[13;5u', CTRL_ENTER",
    "'\u001b[27;2;13~', NEW_LINE",
    "'\u001b[27;5;13~', CTRL_ENTER",
    "'\u001b[13u', ENTER",
    "'\u001b[27u', ESCAPE",
    "'\u001b[27;1u', ESCAPE",
    "'\u001b[27;129u', ESCAPE",
    "'\u001b[99;5u', INTERRUPT",
    "'\u001b[99;69u', INTERRUPT",
    "'\u001b[99:67;5:1u', INTERRUPT",
    "'\u001b[100;5u', END_OF_INPUT",
    "'\u001b[106;5u', NEW_LINE",
    "'\u001b[122;5u', SUSPEND",
    "'\u001b[91;5u', ESCAPE",
    "'\u001b[127;3u', DELETE_WORD",
    "'\u001b[127;5u', DELETE_WORD",
    "'\u001b[57414u', ENTER",
    "'\u001b[57414;5u', CTRL_ENTER",
    "'\u001b[57400u', 1",
    "'\u001b[57417u', LEFT",
    "'\u001b[57426u', DELETE",
    "'\u001b[97;2u', A",
    "'\u001b[228u', ä",
    "'\u001a', SUSPEND",
    "'\u0003', INTERRUPT",
    "'\u0008', BACKSPACE",
    "'\u007f', BACKSPACE",
    "'\u001b\u007f', DELETE_WORD",
    "'\u001b[A', UP",
    "'\u001b[1;5D', WORD_LEFT",
    "'\u001bOB', DOWN",
    "'\u001bOM', ENTER",
    "'\u001b[H', LINE_START",
    "'\u001b[4~', LINE_END",
    "'\u001b[3~', DELETE",
    "'\u001b[5;2~', PAGE_UP",
    "漢, 漢",
    "👍, 👍"
  })
  void keysInAllTheirForms(String bytes, String key) {
    assertEquals(List.of(key), Heard.of(bytes));
    for (int at = 1; at < bytes.length(); at++) {
      assertEquals(List.of(key), Heard.of(bytes.substring(0, at), bytes.substring(at)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u001bx", // Alt and a letter
        "\u001b[120;3u",
        "\u001b[97;9u", // Super
        "\u001b[Z",
        "\u001b[[A", // F1 of the Linux console
        "\u001b[15~",
        "\u001bOP",
        "\u001b[?1u", // the kitty keyboard protocol's modes
        "\u001b[?2026;2$y",
        "\u001b[12;40R",
        "\u001b]10;rgb:0000/0000/0000\u0007",
        "\u001bP1$r0m\u001b\\",
        "\u001b[99999999999u",
        "\u001b[57358u", // Caps Lock
      })
  void whatIsNoKeyOfOursIsNoTextEither(String bytes) {
    assertEquals(List.of("a", "b"), Heard.of("a" + bytes + "b"));
    for (int at = 1; at < bytes.length(); at++) {
      assertEquals(List.of("b"), Heard.of(bytes.substring(0, at), bytes.substring(at) + "b"));
    }
  }

  private static String text(Key key) {
    return switch (key) {
      case Key.Text(String text) -> text;
      case Key.Paste(String text) -> text;
      case Key.Action action -> action.toString();
    };
  }

  @Test
  void answersComeInPieces() {
    String all = "a" + BACKGROUND + "b" + ATTRIBUTES + "c\u001b]11;#123\u0007d";
    List<String> heard = List.of("a", "background fdf6e3", "b", "attributes", "c", "d");
    assertEquals(heard, Heard.of(all));
    assertEquals(heard, Heard.of(all.split("")));
    for (int at = 1; at < all.length(); at++) {
      assertEquals(heard, Heard.of(all.substring(0, at), all.substring(at)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "rgb:ffff/8080/0000, ff8000",
    "rgb:f/8/0, ff8800",
    "rgb:ff/80/00, ff8000",
    "rgba:ffff/ffff/ffff/8080, ffffff"
  })
  void colours(String answer, String rgb) {
    assertEquals(List.of("background " + rgb), Heard.of("\u001b]11;" + answer + "\u0007"));
  }

  @Test
  void aPasteIsOneTextHoweverItIsCut() {
    String all = "\u001b[200~one\r\ntwo\rthree\tü\u001b[31m\u001b[201~\r";
    List<String> heard = List.of("one\ntwo\nthree\tü\u001b[31m", "ENTER");
    assertEquals(heard, Heard.of(all));
    assertEquals(heard, Heard.of(all.split("(?!^)")));
    assertEquals(List.of("x"), Heard.of("\u001b[200~\u001b[201~x"));
  }

  @Test
  void escAloneIsAKeyOnceNothingFollows() {
    Heard heard = new Heard();
    heard.decoder.accept("\u001b");
    assertTrue(heard.decoder.isWaiting());
    heard.decoder.settle();
    assertFalse(heard.decoder.isWaiting());
    heard.decoder.accept("x\u001b\u001b");
    heard.decoder.settle();
    assertEquals(List.of("ESCAPE", "x", "ESCAPE", "ESCAPE"), heard.all);
    heard.decoder.accept("\u001b]"); // Alt+]
    heard.decoder.settle();
    heard.decoder.accept("y");
    assertEquals("y", heard.all.getLast());
  }

  @Test
  void aStringThatNeverEndsIsGivenUp() {
    assertEquals(List.of("INTERRUPT", "x"), Heard.of("\u001b]11;rgb:\u0003x"));
    Heard heard = new Heard();
    heard.decoder.accept("\u001b]" + "1".repeat(5000));
    heard.all.clear();
    heard.decoder.accept("x");
    assertEquals(List.of("x"), heard.all);
  }

  @Test
  void theReaderWaitsForTheRestOfAnAnswer() throws Exception {
    List<Input> heard = new CopyOnWriteArrayList<>();
    Thread thread;
    try (PipedWriter writer = new PipedWriter()) {
      KeyReader reader =
          new KeyReader(
              new PipedReader(writer), Duration.ofMinutes(5)::toNanos, () -> {}, heard::add);
      thread = Thread.ofVirtual().start(reader);
      writer.write("\u001b");
      writer.flush();
      Await.until(
          "the reader waits",
          Duration.ofSeconds(30),
          () -> thread.getState() == Thread.State.TIMED_WAITING);
      assertEquals(List.of(), heard);
      writer.write("]11;rgb:0/0/0\u0007");
    }
    thread.join();
    assertEquals(
        List.of(new Input.Background(0), new Input.InputClosed("standard input has ended")), heard);
  }

  @Test
  void theReaderTakesEscForAKeyWhenNothingFollows() throws Exception {
    List<Input> heard = new CopyOnWriteArrayList<>();
    Thread thread;
    try (PipedWriter writer = new PipedWriter()) {
      KeyReader reader = new KeyReader(new PipedReader(writer), () -> 0, () -> {}, heard::add);
      thread = Thread.ofVirtual().start(reader);
      writer.write("\u001b");
      writer.flush();
      Await.until("a key", Duration.ofSeconds(30), () -> !heard.isEmpty());
      assertEquals(List.of(new Input.Pressed(Key.Action.ESCAPE)), heard);
    }
    thread.join();
  }

  @Test
  void theTerminalSaysThatItHasAnswered() {
    List<String> told = new ArrayList<>();
    new KeyReader(new StringReader(ATTRIBUTES), () -> 0, () -> told.add("answered"), input -> {})
        .run();
    assertEquals(List.of("answered"), told);
  }
}
