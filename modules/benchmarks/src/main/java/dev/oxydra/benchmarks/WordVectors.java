package dev.oxydra.benchmarks;

import dev.oxydra.types.Embedder;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Vectors of texts without a model, in no time: each word has a random direction, and texts that
 * share words are near each other, so that those of a topic are a cluster. As with E5, all have
 * much in common: texts without a word in common have a cosine of about 0.7.
 */
final class WordVectors implements Embedder {
  static final int DIMENSION = 384;

  /** Its square is the cosine of texts that share nothing. */
  private static final float COMMON = 0.84f;

  /** Words of less letters say little. */
  private static final int SHORT = 5;

  private static final float OF_SHORT = 0.1f;

  private final Map<String, float[]> words = new ConcurrentHashMap<>();

  @Override
  public String model() {
    return "words-384";
  }

  @Override
  public List<float[]> embed(Purpose purpose, List<String> texts) {
    return texts.stream().map(this::vector).toList();
  }

  private float[] vector(String text) {
    float[] sum = new float[DIMENSION];
    for (String word : text.split(" ", -1)) {
      float weight = word.length() < SHORT ? OF_SHORT : 1;
      add(sum, words.computeIfAbsent(word, WordVectors::direction), weight);
    }
    float[] vector = new float[DIMENSION];
    add(vector, direction(""), COMMON);
    add(vector, sum, (float) Math.sqrt((1 - COMMON * COMMON) / squared(sum)));
    float[] unit = new float[DIMENSION];
    add(unit, vector, (float) (1 / Math.sqrt(squared(vector))));
    return unit;
  }

  private static float[] direction(String word) {
    Random random = new Random(word.hashCode());
    float[] direction = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      direction[i] = (float) random.nextGaussian();
    }
    float[] unit = new float[DIMENSION];
    add(unit, direction, (float) (1 / Math.sqrt(squared(direction))));
    return unit;
  }

  private static void add(float[] sum, float[] vector, float weight) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += weight * vector[i];
    }
  }

  private static double squared(float[] vector) {
    double sum = 0;
    for (float component : vector) {
      sum += component * component;
    }
    return sum;
  }

  @Override
  public void close() {}
}
