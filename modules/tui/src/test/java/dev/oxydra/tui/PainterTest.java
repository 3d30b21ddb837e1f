package dev.oxydra.tui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.tui.Line.Span;
import dev.oxydra.tui.Line.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PainterTest {
  private static final int COLUMNS = 12;
  private static final String BEGIN = "\u001b[?2026h";
  private static final String END = "\u001b[?2026l";
  private static final Theme THEME = new Theme(Theme.Tone.DARK, Theme.Depth.SIXTEEN);

  private final Painter painter = new Painter(THEME, false, true);

  @Test
  void theFirstFrameIsWhole() {
    assertEquals(
        BEGIN + "\u001b[2J\u001b[1Hone\u001b[2H\u001b[1;36mtwo\u001b[m\u001b[1;2H" + END,
        paint(plain("one"), Line.of(Style.PERSON, "two")));
  }

  @Test
  void nothingIsWrittenForTheSameFrame() {
    assertEquals(BEGIN, paint(plain("same")).substring(0, BEGIN.length()));
    assertEquals("", paint(plain("same")));
  }

  @Test
  void onlyWhatIsNewInARow() {
    assertChange("abc", "abcd", "\u001b[1;4Hd");
    assertChange("abcd", "ab", "\u001b[1;3H\u001b[K");
    assertChange("a 1 s end", "a 2 s end", "\u001b[1;3H2");
    assertChange("abc", "", "\u001b[1H\u001b[K");
    assertChange("abc", "abc  ", "");
  }

  @Test
  void whatLooksOtherwiseIsWrittenAgain() {
    var _ = paint(plain("abc"));
    assertEquals(
        frame("\u001b[1;2H\u001b[31mbc\u001b[m"),
        paint(new Line(List.of(new Span(Style.PLAIN, "a"), new Span(Style.ERROR, "bc")))));
    assertEquals(
        frame("\u001b[1;2H\u001b[1mb\u001b[0;31mc\u001b[m".replace("c\u001b", "d\u001b")),
        paint(
            new Line(
                List.of(
                    new Span(Style.PLAIN, "a"),
                    new Span(Style.STRONG, "b"),
                    new Span(Style.ERROR, "d")))));
  }

  @Test
  void wideCharactersAreWrittenWhole() {
    assertChange("漢字", "漢x", "\u001b[1;3H\u001b[Kx");
    assertChange("漢字ab", "字漢ab", "\u001b[1H字漢");
    assertChange("ab漢", "a漢b", "\u001b[1;2H漢b");
  }

  @Test
  void marksAreWrittenWithWhatTheySitOn() {
    assertChange("ae", "ae\u0301", "\u001b[1;2H\u001b[Ke\u0301");
    assertChange("ae\u0301", "ae", "\u001b[1;2H\u001b[Ke");
  }

  /** Terminals differ in the widths of joined emoji: what follows them is written from there on. */
  @Test
  void nothingIsPlacedBehindWhatHasNoCertainWidth() {
    assertChange("a👩‍🔬b", "a👩‍🔬bc", "\u001b[1;2H\u001b[K👩‍🔬bc");
  }

  @Test
  void aRowThatIsTooLongIsCut() {
    assertChange("", "0123456789漢字x", "\u001b[1H0123456789漢");
    assertChange("", "01234567890漢", "\u001b[1H01234567890");
  }

  @Test
  void signsBecomeAsciiAtTheLastMoment() {
    String shown =
        new Painter(Theme.MONO, true, false)
            .paint(new Frame(List.of(plain("● › ü │█…")), 0, 0), COLUMNS);
    assertTrue(shown.contains("* > ü |#~"), shown);
  }

  @Test
  void everyAsciiSignIsAsWideAsItsOriginal() {
    for (String sign : "● ○ › · ─ │ └ ✓ ✗ … █ ░ → – — “ ”".split(" ", -1)) {
      String ascii = Glyphs.ascii(sign);
      assertTrue(ascii.chars().allMatch(c -> c > ' ' && c < 0x7f), sign);
      assertEquals(DisplayWidth.of(sign), DisplayWidth.of(ascii), sign);
    }
  }

  @Test
  void anotherThemePaintsAllAgain() {
    var _ = paint(plain("abc"));
    painter.use(THEME);
    assertEquals("", paint(plain("abc")));
    painter.use(Theme.MONO);
    assertEquals(BEGIN + "\u001b[2J\u001b[1Habc\u001b[1;2H" + END, paint(plain("abc")));
  }

  @Test
  void theCursorIsHiddenWhileMuchIsWritten() {
    Frame frame = new Frame(List.of(plain("x".repeat(300))), 0, 0);
    String shown = painter.paint(frame, 300);
    assertTrue(shown.startsWith(BEGIN + "\u001b[?25l"), shown);
    assertTrue(shown.endsWith("\u001b[?25h" + END), shown);
  }

  /** Painted bit by bit or at once, the screen is the same. */
  @Test
  void manyChangesLeaveNothingBehind() {
    Random random = new Random(42);
    AnsiScreen screen = new AnsiScreen(COLUMNS, 3);
    for (int i = 0; i < 3000; i++) {
      Frame frame = new Frame(List.of(line(random), line(random), line(random)), 2, 1);
      screen.write(painter.paint(frame, COLUMNS));
      AnsiScreen fresh = new AnsiScreen(COLUMNS, 3);
      fresh.write(new Painter(THEME, false, true).paint(frame, COLUMNS));
      assertEquals(fresh.cells(), screen.cells(), "frame " + i);
    }
  }

  private static Line line(Random random) {
    List<String> pieces = List.of("a", "b", " ", "漢", "👍", "e\u0301", "👩‍🔬", "…", "ab ");
    List<Style> styles = List.of(Style.PLAIN, Style.PLAIN, Style.ERROR);
    List<Span> spans = new ArrayList<>();
    for (int i = random.nextInt(9); i > 0; i--) {
      spans.add(
          new Span(
              styles.get(random.nextInt(styles.size())),
              pieces.get(random.nextInt(pieces.size()))));
    }
    return new Line(spans);
  }

  private void assertChange(String before, String after, String written) {
    painter.forget();
    var _ = paint(plain(before));
    assertEquals(frame(written), paint(plain(after)));
  }

  private static String frame(String written) {
    return BEGIN + written + "\u001b[1;2H" + END;
  }

  private String paint(Line... lines) {
    return painter.paint(new Frame(List.of(lines), 1, 0), COLUMNS);
  }

  private static Line plain(String text) {
    return Line.of(Style.PLAIN, text);
  }

  /** What it leads to is told once for a row, and ends with it. */
  @Test
  void aLinkIsMarked() {
    String link = "https://example.org";
    Line line =
        new Line(
            List.of(
                new Span(Style.PLAIN, "a "),
                new Span(Style.LINK, "b", link),
                new Span(Style.QUIET, "c", link)));
    String told = painter.paint(new Frame(List.of(line), 0, 0), COLUMNS);
    assertEquals(2, told.split("\u001b]8;;", -1).length - 1, told);
    assertTrue(told.contains("\u001b]8;;" + link + "\u001b\\"), told);
    assertTrue(told.contains("\u001b]8;;\u001b\\"), told);
    String untold = new Painter(THEME, false, false).paint(new Frame(List.of(line), 0, 0), COLUMNS);
    assertFalse(untold.contains("]8;"), untold);
  }

  /** As an answer that grows moves what is above it. */
  @Test
  void rowsThatMoveUpAreScrolled() {
    List<Line> rows = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      rows.add(plain("row " + i));
    }
    painter.paint(new Frame(rows.subList(0, 8), 0, 0), COLUMNS);
    String scrolled = painter.paint(new Frame(rows.subList(1, 9), 0, 0), COLUMNS);
    assertTrue(scrolled.contains("\u001b[1;8r\u001b[1S\u001b[r"), scrolled);
    assertTrue(scrolled.contains("row 8") && !scrolled.contains("row 7"), scrolled);
  }

  /** Whatever moves, is said or is taken away above rows that stay. */
  @Test
  void whatWasScrolledIsWhatAFreshScreenShows() {
    long seed = new Random().nextLong();
    System.out.println("PainterTest: seed " + seed);
    Random random = new Random(seed);
    int height = 12;
    AnsiScreen screen = new AnsiScreen(COLUMNS, height);
    List<Line> said = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      for (int more = random.nextInt(4); more > 0; more--) {
        said.add(line(random));
      }
      int top = Math.max(0, said.size() - height + 2 - random.nextInt(3));
      List<Line> rows = new ArrayList<>(said.subList(top, Math.min(said.size(), top + height - 2)));
      while (rows.size() < height - 2) {
        rows.add(Line.BLANK);
      }
      rows.add(plain("input"));
      rows.add(line(random));
      Frame frame = new Frame(rows, 2, 1);
      screen.write(painter.paint(frame, COLUMNS));
      AnsiScreen fresh = new AnsiScreen(COLUMNS, height);
      fresh.write(new Painter(THEME, false, true).paint(frame, COLUMNS));
      assertEquals(fresh.cells(), screen.cells(), "seed " + seed + ", frame " + i);
    }
  }
}
