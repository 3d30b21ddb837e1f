package dev.oxydra.embedder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.Embedder.Purpose;
import dev.oxydra.types.EmbedderException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The model that is shipped. */
final class OnnxEmbedderTest {
  private static OnnxEmbedder embedder;

  @BeforeAll
  static void load() {
    embedder = OnnxEmbedder.load("e5-small-v2-q", null);
  }

  @AfterAll
  static void close() {
    embedder.close();
    embedder.close();
    assertTrue(
        assertThrows(EmbedderException.class, () -> embedder.embed(Purpose.QUERY, List.of("again")))
            .isRetryable());
  }

  private static double cosine(float[] one, float[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += (double) one[i] * other[i];
    }
    return sum;
  }

  @Test
  void whatMeansTheSameIsNear() throws Exception {
    float[] question = embedder.embed(Purpose.QUERY, List.of("Which pet does he have?")).getFirst();
    List<float[]> passages =
        embedder.embed(
            Purpose.PASSAGE,
            List.of("My cat is called Tom", "The train to Lisbon leaves at nine in the evening"));
    assertEquals(384, question.length);
    assertTrue(cosine(question, passages.get(0)) > cosine(question, passages.get(1)) + 0.03);
    assertEquals("e5-small-v2-q", embedder.model());
  }

  @Test
  void aBatchIsTheSameAsOneByOne() throws Exception {
    List<String> texts = List.of("one", "two words", "three words here ".repeat(40));
    List<float[]> together = embedder.embed(Purpose.PASSAGE, texts);
    for (int i = 0; i < texts.size(); i++) {
      float[] alone = embedder.embed(Purpose.PASSAGE, List.of(texts.get(i))).getFirst();
      assertArrayEquals(alone, together.get(i));
    }
  }

  @Test
  void whateverTheTextIsTheVectorHasLengthOne() throws Exception {
    for (String text :
        List.of(
            "",
            " ",
            "\ud800",
            "x".repeat(1 << 20),
            "用户喜欢绿茶",
            "😀👩‍👩‍👧",
            "שלום עולם",
            "\u0000")) {
      float[] vector = embedder.embed(Purpose.PASSAGE, List.of(text)).getFirst();
      assertEquals(1, cosine(vector, vector), 1e-4);
    }
  }

  @Test
  void whatCannotBeIsRefused() {
    for (List<String> texts : List.of(List.<String>of(), Collections.nCopies(65, "x"))) {
      assertThrows(EmbedderException.class, () -> embedder.embed(Purpose.QUERY, texts));
    }
    String unknown =
        assertThrows(EmbedderException.class, () -> OnnxEmbedder.load("gpt", null)).getMessage();
    assertEquals("There is no embedding model 'gpt'; there is e5-small-v2-q", unknown);
    assertTrue(
        assertThrows(
                EmbedderException.class,
                () -> OnnxEmbedder.load("e5-small-v2-q", Path.of("/nonexistent")))
            .getMessage()
            .startsWith("The embedding model e5-small-v2-q can't be loaded"));
  }

  @Test
  void whoWaitsCanBeInterrupted() {
    Thread.currentThread().interrupt();
    assertThrows(
        InterruptedException.class, () -> embedder.embed(Purpose.QUERY, List.of("a", "b")));
  }
}
