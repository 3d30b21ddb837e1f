package dev.oxydra.embedder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Texts as an uncased BERT model has them. */
final class WordPieceTest {
  private final WordPiece tokens =
      new WordPiece(
          Map.of(
              "[UNK]", 0, "[CLS]", 1, "[SEP]", 2, "un", 3, "##aff", 4, "##able", 5, "want", 6,
              "##ed", 7, ",", 8, "北", 9));

  private long[] encode(String text) {
    return tokens.encode(text, 10);
  }

  @Test
  void wordsAreTheLongestPiecesThereAre() {
    assertArrayEquals(new long[] {1, 3, 4, 5, 8, 6, 7, 2}, encode("UNaffable, wanted"));
    assertArrayEquals(new long[] {1, 0, 6, 2}, encode("wantexx want"));
    assertArrayEquals(new long[] {1, 2}, encode(""));
    assertArrayEquals(new long[] {1, 0, 2}, encode("want".repeat(26)));
  }

  @Test
  void longTextsAreCut() {
    assertArrayEquals(new long[] {1, 6, 6, 6, 6, 6, 6, 6, 6, 2}, encode("want ".repeat(1 << 20)));
    assertArrayEquals(new long[] {1, 2}, tokens.encode("want", 2));
  }

  @Test
  void wordsEndAtSpacesPunctuationAndChineseCharacters() {
    assertEquals(
        List.of("hello", "!", "how", "are", "you", "?"),
        WordPiece.words(" \tHeLLo!how  \n Are yoU? "));
    assertEquals(List.of("hello"), WordPiece.words("H\u00e9llo"));
    assertEquals(List.of("ah", "博", "推", "zz"), WordPiece.words("ah\u535A\u63A8zz"));
    assertEquals(List.of("a", "$", "b", "—", "c", "_", "d"), WordPiece.words("a$b—c_d"));
    assertEquals(List.of("ab"), WordPiece.words("a\u0000\u200d\ufffdb"));
    assertEquals(List.of("😀", "שלום", "かな"), WordPiece.words("😀 שלום かな"));
    assertEquals(List.of(), WordPiece.words("\ud800 \udfff"));
  }

  @Test
  void aChineseCharacterIsATokenOfItsOwn() {
    assertArrayEquals(new long[] {1, 9, 0, 2}, encode("北京"));
  }
}
