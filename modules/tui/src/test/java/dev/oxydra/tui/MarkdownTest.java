package dev.oxydra.tui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.tui.Line.Span;
import dev.oxydra.tui.Line.Style;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What answers look like. Whole documents are {@code markdown-*.md}, and what is shown of them in
 * 80 columns {@code markdown-*.txt}; what differs is written to {@code target/screens}.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MarkdownTest {
  private static final int COLUMNS = 77;

  static List<String> documents() {
    return List.of("text", "lists", "code", "tables", "mixed");
  }

  @ParameterizedTest
  @MethodSource("documents")
  void looksAsItShould(String name) throws IOException {
    String shown = shown(resource("markdown-" + name + ".md"), COLUMNS) + "\n";
    String expected = resource("markdown-" + name + ".txt");
    if (!shown.equals(expected)) {
      Path actual = Files.createDirectories(Path.of("target", "screens"));
      Files.writeString(actual.resolve("markdown-" + name + ".txt"), shown);
    }
    assertEquals(expected, shown, () -> "markdown-" + name + ".txt should be:\n" + shown);
  }

  @Test
  void stylesAreThoseOfTheText() {
    assertEquals(
        List.of(
            new Span(Style.PLAIN, "a "),
            new Span(Style.STRONG, "b"),
            new Span(Style.PLAIN, " "),
            new Span(Style.EMPHASIS, "c"),
            new Span(Style.PLAIN, " "),
            new Span(Style.CODE, "d"),
            new Span(Style.PLAIN, " "),
            new Span(Style.LINK, "e", "https://f"),
            new Span(Style.QUIET, " (https://f)", "https://f")),
        spans("a **b** *c* `d` [e](https://f)"));
    assertEquals(List.of(new Span(Style.LINK, "https://f", "https://f")), spans("<https://f>"));
    assertEquals(List.of(new Span(Style.LINK, "a@b.c", "mailto:a@b.c")), spans("<a@b.c>"));
    assertEquals(Style.HEADING, spans("# *a* b").getFirst().style());
    assertEquals(
        List.of(new Span(Style.PLAIN, "<b>"), plain("x"), plain("</b>")), spans("<b>x</b>"));
  }

  @Test
  void wordsOfSeveralStylesAreNotBroken() {
    assertEquals("one\ntwothree", shown("one **two**three", 11));
    assertEquals("漢字\n漢字\n漢", shown("漢**字漢**字漢", 5));
  }

  @Test
  void rightToLeftTextIsAsItWasWritten() {
    assertEquals("שלום עולם\nمرحبا", shown("שלום *עולם*\nمرحبا", 40));
  }

  @Test
  void codeIsColoured() {
    assertEquals(
        "K:final P: x = S:\"a\\\"b\" P:; C:// done",
        coloured("java", "final x = \"a\\\"b\"; // done"));
    assertEquals(
        "K:def P: f(): K:return N:1.5 C:# x", coloured("python", "def f(): return 1.5 # x"));
    assertEquals("P:don't", coloured("python", "don't"));
    assertEquals("K:select P: a K:FROM P: b", coloured("sql", "select a FROM b"));
    assertEquals(
        "P:< K:a P: href= S:\"x\" P:> t </ K:a P:>", coloured("html", "<a href=\"x\"> t </a>"));
    assertEquals("K:key P:: v", coloured("yaml", "key: v"));
    assertEquals("C:/* open\nend", coloured("c", "/* open\nend"));
    assertEquals("P:plain 'x' 1", coloured("unknown", "plain 'x' 1"));
  }

  @Test
  void patchesShowWhatIsAddedAndRemoved() {
    assertEquals(
        List.of(Style.KEYWORD, Style.REMOVED, Style.ADDED, Style.PLAIN),
        Highlighter.spans("diff", "@@ -1 +1 @@\n-a\n+b\n c").stream().map(Span::style).toList());
  }

  @Test
  void nothingSteersTheTerminal() {
    String escapes =
        """
        # \u001b[31mred\u001b[0m &#27;[2J
        [a\u001b]0;t\u0007](http://x/\u009b31m&#x1b;) `\u001b[1m` <b\u001b[7m>

        ```java\u001b[5m
        "\u001b[31m" \u0000\u202e
        ```

        | \u001b[1ma | b |
        |---|---|
        | \u001b]8;;x\u0007c | &#x9b;d |
        """;
    String shown = shown(escapes, 80);
    assertFalse(shown.chars().anyMatch(c -> c != '\n' && Character.isISOControl(c)), shown);
    assertFalse(shown.contains("\u202e"));
    assertTrue(shown.startsWith("red"), shown);
  }

  /** Random pieces of Markdown, of which a seed is told if something is wrong. */
  @ParameterizedTest
  @ValueSource(ints = {20, 21, 33, 80, 140})
  void noRowIsTooWide(int columns) {
    for (int i = 0; i < 150; i++) {
      long seed = new Random().nextLong();
      String text = random(new Random(seed), 60);
      for (Line row : Markdown.rows(text, EntryLines.room(columns))) {
        int width = DisplayWidth.of(row.text());
        assertTrue(
            width <= EntryLines.room(columns),
            () -> "seed %d, %d columns: %s".formatted(seed, width, row.text()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void whatIsStreamedIsWhatIsShownAtTheEnd(String name) throws IOException {
    assertStreams(resource("markdown-" + name + ".md"), 1);
  }

  @Test
  void randomTextStreamsToo() {
    for (int i = 0; i < 40; i++) {
      long seed = new Random().nextLong();
      Random random = new Random(seed);
      String text = random(random, 40);
      try {
        assertStreams(text, 1 + random.nextInt(7));
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  @Test
  void aLaterLineMayChangeWhatTheLastBlockIs() {
    assertStreams("para\n#\n", 1);
    assertStreams("one\n\npara\n#hash\n\nend", 1);
    assertStreams("one\n\ntitle\n--- no\n", 1);
    assertStreams("one\n\ntitle\n---\nend", 1);
    assertStreams("one\na|b\n-|-\nc|d\n\nend", 1);
    assertStreams("one\na|b\n-|-x\n", 1);
    assertStreams("- a\n\n- b\n\n  c\n- d\n", 1);
    assertStreams("a\n```\nb\n``` c`\nd\n", 1);
    assertStreams("[a]: b\n'title\nmore'\nend\n", 1);
    assertStreams("a\r\n\r\n- b\r\n\r\nc\r\n", 1);
  }

  @Test
  void aTextThatDoesNotContinueBeginsAgain() {
    MarkdownStream stream = new MarkdownStream(40, rows -> rows);
    var _ = stream.rows("# one\n\ntwo\n\nthree");
    assertEquals(Markdown.rows("# one\n\nTWO\n\nthree", 40), stream.rows("# one\n\nTWO\n\nthree"));
  }

  @Test
  void thePaneShowsAnAnswerThatGrows() throws IOException {
    Pane pane = new Pane();
    String text = resource("markdown-mixed.md");
    Entry asked = new Entry.User("why?", 1);
    for (int end = 1; end < text.length(); end += 5) {
      int columns = end < 200 ? 80 : 40;
      String sofar = text.substring(0, end);
      Entry growing = new Entry.Assistant(Script.TURN, sofar, true, 0);
      List<Line> rows = pane.rows(List.of(asked, growing), columns);
      assertEquals(
          text(EntryLines.of(new Entry.Assistant(Script.TURN, sofar, false, 2), columns)),
          text(rows.subList(2, rows.size())));
    }
  }

  /** They are known only when the definition is: until then they are text. */
  @Test
  void referencesAreLinksInTheEnd() {
    String text = "see [a]\n\nend\n\n[a]: http://b\n";
    assertEquals("see a (http://b)\n\nend", shown(text, 40));
    assertEquals("[a]: http://b", shown("[a]: http://b", 40));
  }

  @Test
  void aDocumentCutAnywhereIsShown() throws IOException {
    for (String name : documents()) {
      String text = resource("markdown-" + name + ".md");
      for (int end = 0; end <= text.length(); end++) {
        assertFalse(Markdown.rows(text.substring(0, end), 40).isEmpty());
      }
    }
  }

  static Stream<String> bad() {
    String wide = "|a".repeat(200) + "|\n" + "|-".repeat(200) + "|\n" + "|b".repeat(200) + "|\n";
    return Stream.of(
            Stream.of(
                    ">", "> ", "- ", "* ", "1. ", "[", "![", "<", "`", "*", "*a ", "_a ", "**a *b ")
                .map(mark -> mark.repeat(100_000 / mark.length())),
            Stream.of("x", "x ", "漢", "\u0301", "[a](b)", "<!--", "&", "\\", "|", "a\n", "\u001b[")
                .map(mark -> mark.repeat(1_000_000 / mark.length())),
            Stream.of(
                wide,
                "[".repeat(40_000) + "[a](b)".repeat(10_000),
                "![".repeat(30_000) + "](b)".repeat(15_000),
                "*".repeat(50_000) + "a" + "*".repeat(50_000),
                "> ".repeat(10_000) + "a",
                "- ".repeat(10_000) + "a",
                "* ".repeat(10_000) + "a",
                "[".repeat(10_000) + "a" + "]".repeat(10_000),
                "[".repeat(8_000) + "[a](b)".repeat(8_000),
                "|a".repeat(10_000) + "\n" + "|-".repeat(10_000) + "\n" + "|\n".repeat(30_000),
                "```java\n" + "'\\".repeat(50_000),
                "```js\n" + "`\"/*".repeat(25_000),
                "```\n" + "code\n".repeat(400_000),
                "text *with* `code`\n\n- item\n\n".repeat(65_000)))
        .flatMap(all -> all);
  }

  @ParameterizedTest
  @MethodSource("bad")
  void badInputIsShownToo(String text) {
    for (Line row : Markdown.rows(text, 40)) {
      assertTrue(DisplayWidth.of(row.text()) <= 40);
    }
  }

  @Test
  void aTableThatCannotFitIsABlockForEachRow() {
    String wide = "|h".repeat(200) + "|\n" + "|-".repeat(200) + "|\n" + "|v".repeat(200) + "|\n";
    assertEquals("h: v\n".repeat(200).strip(), shown(wide, 77));
  }

  private static void assertStreams(String text, int step) {
    MarkdownStream stream = new MarkdownStream(COLUMNS, rows -> rows);
    for (int end = 0; end <= text.length(); end += step) {
      String sofar = text.substring(0, end);
      String rows = text(stream.rows(sofar));
      assertEquals(shown(sofar, COLUMNS), rows, () -> "after: " + sofar);
    }
    assertEquals(Markdown.rows(text, COLUMNS), stream.rows(text));
  }

  private static String random(Random random, int count) {
    List<String> pieces =
        List.of(
            "word ",
            "longer-word-than-most ",
            "漢字漢字",
            "👩‍💻 ",
            "e\u0301",
            "\n",
            "\n\n",
            "\n    ",
            "# ",
            "## ",
            "### ",
            "- ",
            "* ",
            "1. ",
            "10) ",
            "[ ] ",
            "> ",
            "```java\n",
            "```\n",
            "~~~\n",
            "`",
            "**",
            "*",
            "_",
            "~~",
            "[a](http://b)",
            "![i](j)",
            "<br>",
            "<div>\n",
            "---\n",
            "===\n",
            "| a | b |\n",
            "|---|:-:|\n",
            "|",
            "\\",
            "&amp;",
            "\t",
            "  \n",
            "final int x = 1; // c\n",
            "\"",
            "  ");
    return random.ints(count, 0, pieces.size()).mapToObj(pieces::get).collect(Collectors.joining());
  }

  private static List<Span> spans(String text) {
    return Markdown.rows(text, COLUMNS).getFirst().spans();
  }

  private static Span plain(String text) {
    return new Span(Style.PLAIN, text);
  }

  /** Each piece after the first letter of its style. */
  private static String coloured(String language, String code) {
    return Highlighter.spans(language, code).stream()
        .filter(span -> !span.text().isBlank())
        .map(span -> span.style().name().charAt(0) + ":" + span.text().stripTrailing())
        .collect(Collectors.joining(" "));
  }

  private static String shown(String text, int columns) {
    return text(Markdown.rows(text, columns));
  }

  private static String text(List<Line> rows) {
    return rows.stream().map(line -> line.text().stripTrailing()).collect(Collectors.joining("\n"));
  }

  private static String resource(String name) throws IOException {
    try (var file = MarkdownTest.class.getResourceAsStream(name)) {
      return file == null ? "" : new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** What no program should be told to open, and what would end the mark, leads nowhere. */
  @ParameterizedTest
  @ValueSource(strings = {"javascript:alert(1)", "file:///etc/passwd", "https://a/\u00fc", "x"})
  void onlyPlainAddressesLeadSomewhere(String address) {
    assertTrue(spans("[text](<" + address + ">)").stream().allMatch(span -> span.link() == null));
  }
}
