package dev.oxydra.memory.recall;

import dev.oxydra.types.Embedder;
import dev.oxydra.types.Embedder.Purpose;
import dev.oxydra.types.EmbedderException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Asks for vectors. */
record Embeddings(Embedder embedder) {

  String model() {
    return embedder.model();
  }

  /** Whether there is anybody to ask. */
  boolean areMade() {
    return !embedder.model().equals(Embedder.NONE.model());
  }

  /**
   * The vectors of passages, at most half of {@link Embedder#MAX_BATCH}.
   *
   * @throws EmbedderException when there are none
   */
  Map<Passage, Vector> of(List<Passage> passages) throws InterruptedException {
    String model = embedder.model();
    List<String> texts = passages.stream().flatMap(each -> each.embedded().stream()).toList();
    List<float[]> made = embedder.embed(Purpose.PASSAGE, texts);
    Map<Passage, Vector> vectors = new LinkedHashMap<>();
    int next = 0;
    for (Passage passage : passages) {
      int count = passage.embedded().size();
      vectors.put(passage, new Vector(model, average(made.subList(next, next + count))));
      next += count;
    }
    return vectors;
  }

  /**
   * Their mean, which is not made as long as they are: then a passage that has nothing to do with
   * the one before it would count as much as others.
   */
  private static float[] average(List<float[]> vectors) {
    float[] mean = vectors.getFirst().clone();
    if (mean.length > LongVectors.MAX_DIMENSION) {
      throw new EmbedderException(
          "Its vectors have %d components; the index takes %d at most"
              .formatted(mean.length, LongVectors.MAX_DIMENSION),
          false);
    }
    for (float[] other : vectors.subList(1, vectors.size())) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += other[i];
      }
    }
    for (int i = 0; i < mean.length; i++) {
      mean[i] /= vectors.size();
      if (!Float.isFinite(mean[i])) {
        throw new EmbedderException("It gave a vector that is none", false);
      }
    }
    return mean;
  }

  /** Begins to make the vector of a question. */
  Question ask(String text, Duration patience) {
    if (!areMade()) {
      return new Question(null, 0);
    }
    FutureTask<Vector> asked =
        new FutureTask<>(() -> {
          String model = embedder.model();
          return new Vector(model, embedder.embed(Purpose.QUERY, List.of(text)).getFirst());
        });
    Thread.ofVirtual().name("recall-question").start(asked);
    return new Question(asked, System.nanoTime() + patience.toNanos());
  }

  /**
   * A question's vector that is being made.
   *
   * @param asked null for none
   * @param deadline until when it counts, in nanoseconds
   */
  record Question(@Nullable FutureTask<Vector> asked, long deadline) {
    /**
     * Waits for it.
     *
     * @param problems gets why there is none
     */
    @Nullable Vector await(List<String> problems) throws InterruptedException {
      if (asked == null) {
        return null;
      }
      try {
        return asked.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        problems.add("Words alone were compared, as the meaning of the question took too long");
      } catch (ExecutionException e) {
        problems.add("Words alone were compared, and no meaning: " + reason(e.getCause()));
      } finally {
        asked.cancel(true);
      }
      return null;
    }

    private static String reason(@Nullable Throwable cause) {
      return cause == null || cause.getMessage() == null
          ? String.valueOf(cause)
          : cause.getMessage();
    }
  }
}
