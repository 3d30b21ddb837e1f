package dev.oxydra.memory.recall;

import dev.oxydra.types.Embedder;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Vectors of hashes: each word, and each run of three and four characters in it, adds to one
 * component, with a sign that is hashed as well. Texts that share words or parts of words have
 * similar vectors, always and everywhere the same.
 *
 * @see <a href="https://arxiv.org/abs/0902.2206">Weinberger et al., Feature Hashing for Large Scale
 *     Multitask Learning</a>
 */
public final class HashingEmbedder implements Embedder {
  static final String MODEL = "hashing-384-v1";

  private static final int DIMENSION = 384;
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}\\p{M}]+|\\p{So}");
  private static final Pattern MARKS = Pattern.compile("\\p{M}+");

  /** A word counts more than each of its parts. */
  private static final float WORD_WEIGHT = 2;

  /** FNV-1a's offset and prime, 64 bits: RFC 9923. */
  private static final long OFFSET = 0xcbf29ce484222325L;

  private static final long PRIME = 0x100000001b3L;

  @Override
  public String model() {
    return MODEL;
  }

  @Override
  public List<float[]> embed(Purpose purpose, List<String> texts) {
    return texts.stream().map(HashingEmbedder::vector).toList();
  }

  private static float[] vector(String text) {
    float[] vector = new float[DIMENSION];
    String plain = MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD)).replaceAll("");
    WORD.matcher(plain.toLowerCase(Locale.ROOT))
        .results()
        .map(MatchResult::group)
        .forEach(word -> add(vector, word));
    double length = 0;
    for (float component : vector) {
      length += component * component;
    }
    if (length == 0) {
      vector[0] = 1;
      return vector;
    }
    float scale = (float) (1 / Math.sqrt(length));
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] *= scale;
    }
    return vector;
  }

  private static void add(float[] vector, String word) {
    add(vector, word, WORD_WEIGHT);
    String marked = "<" + word + ">";
    for (int size = 3; size <= 4; size++) {
      for (int from = 0; from + size <= marked.length(); from++) {
        add(vector, marked.substring(from, from + size), 1);
      }
    }
  }

  private static void add(float[] vector, String feature, float weight) {
    long hash = OFFSET;
    for (int i = 0; i < feature.length(); i++) {
      hash = (hash ^ feature.charAt(i)) * PRIME;
    }
    // The low bits of FNV are not mixed well enough for both.
    hash ^= hash >>> 32;
    int component = Math.floorMod((int) hash, DIMENSION);
    vector[component] += (hash >>> 33 & 1) == 0 ? weight : -weight;
  }

  @Override
  public void close() {}
}
