package dev.oxydra.types;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the embedder's process answers, and the broker.
 *
 * @param model which space the vectors are of
 * @param vectors one for each text, in order: their components as little-endian float32, which JSON
 *     has as Base64; empty with an error
 * @param error why there are none, a sentence for people; null where there are
 */
public record EmbedReply(String model, List<byte[]> vectors, @Nullable String error) {
  public EmbedReply {
    Objects.requireNonNull(model, "model");
    vectors = List.copyOf(Objects.requireNonNull(vectors, "vectors"));
  }

  /** Of vectors. */
  public static EmbedReply of(String model, List<float[]> vectors) {
    return new EmbedReply(model, vectors.stream().map(EmbedReply::bytes).toList(), null);
  }

  private static byte[] bytes(float[] vector) {
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return bytes.array();
  }

  /** The vectors' components. */
  public List<float[]> floats() {
    return vectors.stream().map(EmbedReply::floats).toList();
  }

  private static float[] floats(byte[] bytes) {
    float[] vector = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
    return vector;
  }
}
