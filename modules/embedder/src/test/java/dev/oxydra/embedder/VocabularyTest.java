package dev.oxydra.embedder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Known splits of the vocabulary that is shipped, which is that of bert-base-uncased. */
final class VocabularyTest {
  private static final Map<Long, String> TOKENS = new HashMap<>();
  private static WordPiece tokenizer;

  @BeforeAll
  static void read() throws IOException {
    try (InputStream in = resource()) {
      JsonNode json = Json.mapper().readTree(in);
      json.at("/model/vocab")
          .properties()
          .forEach(entry -> TOKENS.put(entry.getValue().asLong(), entry.getKey()));
    }
    tokenizer = SentenceModel.named("e5-small-v2-q").tokens(null);
  }

  private static InputStream resource() {
    return Objects.requireNonNull(
        VocabularyTest.class.getResourceAsStream("/e5-small-v2-q-tokenizer.json"));
  }

  private static String tokens(String text) {
    return tokens(text, 256);
  }

  private static String tokens(String text, int longest) {
    return Arrays.stream(tokenizer.encode(text, longest))
        .mapToObj(TOKENS::get)
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UNaffable runner | una ##ffa ##ble runner",
        "embeddings | em ##bed ##ding ##s",
        "Hello, World! | hello , world !",
        "Héllo ñandú ÀÉÎ | hello nan ##du ae ##i",
        "don't $5.00 a_b | don ' t $ 5 . 00 a _ b",
        "ah\u535A\u63A8zz | ah 博 [UNK] z ##z",
        "東京は日本 | 東 京 は 日 本",
        "a\u0000b\u200Bc\uFFFDd | abc ##d",
        "a\u00A0b\u2003c | a b c",
        "“quoted” — dash | “ quoted ” — dash",
        "ΟΔΟΣ | ο ##δ ##ο ##σ",
        "İstanbul | istanbul",
        "[CLS] | [ cl ##s ]",
      })
  void splits(String text, String expected) {
    assertEquals("[CLS] " + expected + " [SEP]", tokens(text));
  }

  @Test
  void ofNothingOnlyTheFrameIsLeft() {
    for (String nothing : new String[] {"", "   ", "\t\n\r", "\uD800", "\u0001"}) {
      assertEquals("[CLS] [SEP]", tokens(nothing));
    }
  }

  @Test
  void halfOfAPairIsDropped() {
    assertEquals("[CLS] ab c [SEP]", tokens("a\uD83Db \uDE00c"));
  }

  @Test
  void aWordOverAHundredCharactersIsUnknown() {
    assertEquals("[CLS] [UNK] x [SEP]", tokens("a".repeat(101) + " x"));
    assertTrue(tokens("a".repeat(100)).startsWith("[CLS] aaa ##"), tokens("a".repeat(100)));
  }

  @Test
  void whatIsTooLongIsCut() {
    assertEquals("[CLS] a b [SEP]", tokens("a b c d", 4));
    assertEquals("[CLS] a una ##ffa [SEP]", tokens("a unaffable", 5));
    assertEquals(256, tokenizer.encode("word ".repeat(200_000), 256).length);
  }
}
