package dev.oxydra.memory.recall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.Await;
import dev.oxydra.types.Embedder;
import dev.oxydra.types.EmbedderException;
import dev.oxydra.types.MemoryStore.Found;
import dev.oxydra.types.MemoryStore.Query;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Vectors come when they come; what is searched for is found all the same. */
@Timeout(60)
final class RecallVectorsTest {
  @TempDir Path folder;

  /** A model that knows what things are, and can be told to wait or to fail. */
  private static final class Colours implements Embedder {
    final String model;
    final int dimension;
    final AtomicInteger texts = new AtomicInteger();
    volatile @Nullable EmbedderException failure;
    volatile CountDownLatch gate = new CountDownLatch(0);

    Colours(String model, int dimension) {
      this.model = model;
      this.dimension = dimension;
    }

    @Override
    public String model() {
      return model;
    }

    @Override
    public List<float[]> embed(Purpose purpose, List<String> asked) throws InterruptedException {
      assertTrue(!asked.isEmpty() && asked.size() <= MAX_BATCH);
      gate.await();
      EmbedderException failed = failure;
      if (failed != null) {
        throw failed;
      }
      texts.addAndGet(asked.size());
      return asked.stream().map(this::vector).toList();
    }

    private float[] vector(String text) {
      float[] vector = new float[dimension];
      vector[text.contains("crimson") || text.contains("scarlet") ? 0 : 1] = 1;
      return vector;
    }

    @Override
    public void close() {}
  }

  private final Colours colours = new Colours("colours", 4);

  private Remembered open(Embedder embedder) {
    return Remembered.in(folder, new EditedJournal(), embedder, Remembered.PLAIN);
  }

  @Test
  void findsByMeaning() throws Exception {
    try (Remembered memory = open(colours)) {
      memory.notes("a", "the sky is azure");
      memory.notes("b", "the rose is crimson");
      assertEquals("the rose is crimson", memory.found("what has a scarlet hue?").getFirst());
      assertEquals(2, memory.index().status().vectors());
    }
  }

  @Test
  void wordsAreFoundBeforeThereIsAVector() throws Exception {
    colours.gate = new CountDownLatch(1);
    try (Remembered memory = open(colours)) {
      for (int i = 0; i < 100; i++) {
        memory.says("rose number " + i);
      }
      Found found =
          Await.value(
              "words are indexed",
              Remembered.LIMIT,
              () -> {
                Found now = memory.index().search(impatient("rose number 99"));
                return now.items().size() == 20 ? now : null;
              });
      assertEquals("rose number 99", found.items().getFirst().text());
      assertTrue(String.valueOf(found.notice()).contains("took too long"), found.notice());
      assertEquals(0, memory.index().status().vectors());
      colours.gate.countDown();
      memory.dump();
      assertEquals(100, memory.index().status().vectors());
      assertNull(memory.search("rose").notice());
      assertTrue(colours.texts.get() <= 201, "each passage is embedded once: " + colours.texts);
    }
  }

  private static Query impatient(String text) {
    return new Query(text, 20, List.of(), true, null, null, null, null, Duration.ofMillis(1));
  }

  @Test
  void goesOnWhenTheEmbedderDoes() throws Exception {
    colours.failure = new EmbedderException("The model is being loaded", true);
    try (Remembered memory = open(colours)) {
      memory.says("a crimson rose");
      Found found =
          Await.value(
              "words are indexed",
              Remembered.LIMIT,
              () -> {
                Found now = memory.index().search(Query.of("rose", 5));
                return now.items().isEmpty() ? null : now;
              });
      assertTrue(String.valueOf(found.notice()).contains("being loaded"), found.notice());
      colours.failure = null;
      assertEquals(List.of("a crimson rose"), memory.found("scarlet"));
    }
  }

  @Test
  void anEmbedderThatCantLeavesWords() throws Exception {
    colours.failure = new EmbedderException("There is no such model", false);
    try (Remembered memory = open(colours)) {
      memory.says("a crimson rose");
      Await.until(
          "it is found",
          Remembered.LIMIT,
          () -> memory.index().search(Query.of("rose", 5)).items().size() == 1);
      assertNotNull(memory.index().search(Query.of("scarlet", 5)).notice());
      assertEquals(0, memory.index().search(Query.of("scarlet", 5)).items().size());
    }
  }

  @Test
  void anotherModelEmbedsAllAnew() throws Exception {
    EditedJournal journal = new EditedJournal();
    Remembered writer = new Remembered(folder, journal, null);
    for (int i = 0; i < 80; i++) {
      writer.says("a crimson rose " + i);
    }
    try (RecallIndex index = RecallIndex.open(folder, journal, colours, Remembered.PLAIN)) {
      new Remembered(folder, journal, index).dump();
    }
    Colours other = new Colours("more colours", 2000);
    other.gate = new CountDownLatch(1);
    try (RecallIndex index = RecallIndex.open(folder, journal, other, Remembered.PLAIN)) {
      Await.until(
          "it is open", Remembered.LIMIT, () -> index.search(impatient("rose")).items().size() > 0);
      assertEquals(0, index.status().vectors());
      other.gate.countDown();
      new Remembered(folder, journal, index).dumpBothWays();
      assertEquals(80, index.status().vectors());
      Found found = index.search(Query.of("scarlet", 20));
      assertEquals(20, found.items().size());
    }
  }

  @Test
  void aModelWithTooManyComponentsIsNotUsed() throws Exception {
    try (Remembered memory = open(new Colours("wide", 5000))) {
      memory.says("a crimson rose");
      Await.until(
          "it is found, and told why",
          Remembered.LIMIT,
          () -> {
            Found found = memory.index().search(Query.of("rose", 5));
            return found.items().size() == 1
                && String.valueOf(found.notice()).contains("5000 components");
          });
    }
  }

  @Test
  void hashesAreAlwaysTheSame() throws Exception {
    try (HashingEmbedder embedder = new HashingEmbedder()) {
      List<float[]> vectors =
          embedder.embed(
              Embedder.Purpose.QUERY,
              List.of(
                  "", "Rote Straßen", "rote strassen und Häuser", "completely different", "🦊"));
      for (float[] vector : vectors) {
        double length = 0;
        for (float component : vector) {
          length += component * component;
        }
        assertEquals(1, length, 1e-5);
        assertEquals(384, vector.length);
      }
      Vector asked = new Vector("m", vectors.get(1));
      assertTrue(asked.cosine(new Vector("m", vectors.get(2))) > 0.4);
      assertTrue(Math.abs(asked.cosine(new Vector("m", vectors.get(3)))) < 0.3);
    }
  }
}
