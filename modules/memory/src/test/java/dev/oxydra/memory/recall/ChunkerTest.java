package dev.oxydra.memory.recall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class ChunkerTest {
  private static final List<String> PIECES =
      List.of(
          "word ",
          "Straße",
          ". ",
          "! ",
          "\n\n",
          "\n",
          "\r\n\r\n",
          "東京タワー。",
          "🦊",
          " ",
          "x",
          "مرحبا ");

  @Test
  void keepsShortTextsWholeAndEmptyOnesNot() {
    assertEquals(List.of("One. Two.\n\nThree"), Chunker.split(" One. Two.\n\nThree\n"));
    assertEquals(List.of(), Chunker.split(" \n\t"));
  }

  @Test
  void splitsAtTheEndsOfParagraphsAndSentences() {
    String sentence = "This is a sentence of about fifty characters, no more. ";
    String paragraph = sentence.repeat(8).strip();
    assertEquals(List.of(paragraph, paragraph), Chunker.split(paragraph + "\n\n" + paragraph));
    List<String> passages = Chunker.split(sentence.repeat(40));
    assertTrue(passages.stream().allMatch(passage -> passage.endsWith("more.")));
    assertEquals(4, passages.size());
  }

  @Test
  void losesNothingAndMakesNoneTooLong() {
    long seed = RandomGenerator.getDefault().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(2000); i > 0; i--) {
        text.append(PIECES.get(random.nextInt(PIECES.size())).repeat(1 + random.nextInt(3)));
        if (random.nextInt(500) == 0) {
          text.append("🦊".repeat(1000));
        }
      }
      List<String> passages = Chunker.split(text.toString());
      String what = "seed " + seed + ", round " + round;
      assertEquals(bare(text.toString()), bare(String.join("", passages)), what);
      for (String passage : passages) {
        assertTrue(passage.length() <= Chunker.MAX_CHARS && !passage.isBlank(), what);
        assertTrue(!Character.isLowSurrogate(passage.charAt(0)), what);
      }
    }
  }

  @Test
  void wordsStayWhole() {
    String text = ("word ".repeat(150) + "\n\n" + "Another one. ".repeat(20) + "\n\n").repeat(9);
    assertEquals(
        List.of(text.strip().split("\\s+", -1)),
        List.of(String.join(" ", Chunker.split(text)).split("\\s+", -1)));
  }

  private static String bare(String text) {
    return text.replaceAll("\\s+", "");
  }
}
