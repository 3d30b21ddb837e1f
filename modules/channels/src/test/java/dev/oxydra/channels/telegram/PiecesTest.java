package dev.oxydra.channels.telegram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PiecesTest {
  private static final String[] PARTS = {
    "word",
    "two words",
    " ",
    "  ",
    "\n",
    "\n\n",
    "**",
    "*",
    "~~",
    "`",
    "```",
    "```java\n",
    "\n```\n",
    "# ",
    "- ",
    "1. ",
    "> ",
    "[",
    "](https://a.example/x)",
    "](",
    ")",
    "<b>",
    "</i>",
    "<",
    "&amp;",
    "|a|b|\n|-|-|\n|c|d|\n",
    "---",
    "|",
    "\\",
    "😀",
    "👨‍👩‍👧‍👦",
    "漢字かな",
    "שלום",
    "مرحبا",
    "e\u0301",
    "\uD83D",
    "\uDE00",
    "\u0000",
    "    ",
    "\t",
    "![",
    "[a]: /b\n",
    "averylongwordthatgoesonandon",
  };

  static Stream<String> badInput() {
    return Stream.of(
        "x".repeat(100_000),
        "word ".repeat(20_000),
        ">".repeat(10_000) + " deep",
        "- ".repeat(10_000) + "deep",
        "[".repeat(60_000),
        "![".repeat(10_000) + "a](b)".repeat(5_000),
        "**a ".repeat(20_000),
        "`".repeat(50_000),
        "```java\n" + "int a = 1;\n".repeat(5_000),
        "```\n" + "y".repeat(50_000),
        "😀".repeat(30_000),
        "👨‍👩‍👧‍👦".repeat(3_000),
        "漢字".repeat(30_000),
        "שלום עולם ".repeat(5_000),
        "e" + "\u0301".repeat(20_000),
        "<".repeat(50_000),
        "&\"<>".repeat(10_000),
        "**x** ".repeat(10_000),
        ("[x](https://a.example/" + "y".repeat(1_900) + ") ").repeat(60),
        "- item\n".repeat(10_000),
        "|" + "a|".repeat(2_000) + "\n|" + "-|".repeat(2_000) + "\n" + "x\n".repeat(60_000),
        "|a|b|\n|-|-|\n" + "|one|two|\n".repeat(5_000),
        "# h\n".repeat(5_000),
        "z\n\n".repeat(100_000),
        "\uD83D".repeat(10_000));
  }

  @ParameterizedTest
  @MethodSource("badInput")
  void cutsWhateverComes(String markdown) {
    for (int limit : List.of(256, 1024, 4096)) {
      assertTimeout(Duration.ofSeconds(30), () -> check(markdown, limit));
    }
  }

  @Test
  void cutsRandomMarkdown() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 1_000; i++) {
      StringBuilder markdown = new StringBuilder();
      for (int n = random.nextInt(300); n > 0; n--) {
        markdown.append(PARTS[random.nextInt(PARTS.length)]);
      }
      try {
        check(markdown.toString(), 256 + random.nextInt(500));
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed + ", text " + i + ": " + markdown, e);
      }
    }
  }

  /** Every piece is well-formed and within its limit, and together they say all that there is. */
  private static void check(String markdown, int limit) {
    List<Piece> pieces = Pieces.of(markdown, limit);
    for (Piece piece : pieces) {
      assertTrue(piece.plain().length() <= limit, () -> piece.plain().length() + " > " + limit);
      assertEquals(piece.plain(), WellFormed.visible(piece.html()));
      assertTrue(piece.html().length() <= Pieces.MAX_HTML, () -> "HTML " + piece.html().length());
      assertFalse(PlainText.isBlank(piece.plain()), "nothing to see");
      assertEquals(piece.plain(), PlainText.of(piece.plain()), "cut in a pair");
    }
    String all = pieces.stream().map(Piece::plain).collect(Collectors.joining());
    String whole = TelegramHtml.plain(MarkdownBlocks.of(markdown));
    assertEquals(PlainText.isBlank(whole) ? "" : letters(whole), letters(all));
    WellFormed.visible(TelegramHtml.of(markdown));
  }

  /** All but white space, which may go where the text is cut. */
  private static String letters(String text) {
    return text.replaceAll("\\s+", "");
  }

  @Test
  void movesABlockThatFitsWhole() {
    String code = "```java\n" + "int a;\n".repeat(30) + "```";
    List<Piece> pieces = Pieces.of("before ".repeat(20) + "\n\n" + code + "\n\nafter", 256);
    assertEquals(2, pieces.size());
    assertEquals(code + "\n\nafter", pieces.get(1).markdown());
    assertTrue(pieces.get(1).html().startsWith("<pre><code class=\"language-java\">int a;"));
  }

  @Test
  void opensCodeAgainWithItsLanguage() {
    String code = "int a;\n".repeat(100);
    List<Piece> pieces = Pieces.of("````java\n" + code + "````\n", 256);
    for (Piece piece : pieces) {
      assertTrue(piece.markdown().startsWith("````java\nint a;"), piece.markdown());
      assertTrue(piece.markdown().endsWith("int a;\n````"), piece.markdown());
      assertTrue(piece.plain().endsWith("int a;"), piece.plain());
      assertEquals(piece.html(), TelegramHtml.of(piece.markdown()));
    }
    assertEquals(code.strip(), pieces.stream().map(Piece::plain).collect(Collectors.joining("\n")));
  }

  @Test
  void keepsAHeadingWithWhatItIsFor() {
    List<Piece> pieces = Pieces.of("a ".repeat(100) + "\n\n# Title\n\n" + "b ".repeat(60), 256);
    assertEquals(2, pieces.size());
    assertTrue(pieces.get(1).html().startsWith("<b>Title</b>\n\nb b"));
    assertTrue(pieces.get(1).markdown().startsWith("# Title"));
  }

  @Test
  void opensEmphasisAgain() {
    List<Piece> pieces = Pieces.of("**" + "bold ".repeat(100).strip() + "**", 256);
    pieces.forEach(
        piece -> assertTrue(piece.html().matches("<b>bold(?: bold)*</b>"), piece.html()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"👨‍👩‍👧‍👦", "🇩🇪", "e\u0301", "😀"})
  void cutsBetweenCharacters(String character) {
    for (Piece piece : Pieces.of(character.repeat(300), 256)) {
      assertEquals(0, piece.plain().length() % character.length());
    }
  }

  @Test
  void keepsItsFirstPiecesWhileTheTextGrows() {
    String text = "A paragraph of some words.\n\n".repeat(60);
    List<Piece> whole = Pieces.of(text, 256);
    for (int length = 0; length < text.length(); length += 7) {
      List<Piece> sofar = Pieces.of(text.substring(0, length), 256);
      int settled = Math.max(0, sofar.size() - 1);
      assertEquals(whole.subList(0, settled), sofar.subList(0, settled));
    }
  }

  @Test
  void refusesALimitThatHoldsNothing() {
    assertThrows(IllegalArgumentException.class, () -> Pieces.of("a", 15));
  }
}
