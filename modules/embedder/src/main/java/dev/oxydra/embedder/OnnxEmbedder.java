package dev.oxydra.embedder;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.oxydra.types.Embedder;
import dev.oxydra.types.EmbedderException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Sentence embeddings by a model that is computed here, one text after the other. Texts that are
 * longer than 256 tokens are cut. One call computes at a time, on one thread.
 */
public final class OnnxEmbedder implements Embedder {
  /** How many tokens of a text count. Passages are shorter; attention costs the square of it. */
  private static final int MAX_TOKENS = 256;

  private final SentenceModel model;
  private final WordPiece tokens;
  private final OrtSession session;

  /** Held for one text and fair: a question waits for a passage, not for sixty-four. */
  private final ReentrantLock computing = new ReentrantLock(true);

  private boolean closed;

  private OnnxEmbedder(SentenceModel model, WordPiece tokens, OrtSession session) {
    this.model = model;
    this.tokens = tokens;
    this.session = session;
  }

  /**
   * Loads a model, which takes some tenths of a second.
   *
   * @param name such as {@code e5-small-v2-q}
   * @param folder has the model's files; null to look on the class path
   * @throws EmbedderException when there is no such model, or it can't be read
   */
  public static OnnxEmbedder load(String name, @Nullable Path folder) {
    SentenceModel model = SentenceModel.named(name);
    try (OrtSession.SessionOptions options = options()) {
      return new OnnxEmbedder(model, model.tokens(folder), session(model, folder, options));
    } catch (IOException | OrtException e) {
      throw new EmbedderException(
          "The embedding model %s can't be loaded: %s".formatted(name, e.getMessage()), false, e);
    }
  }

  /** One thread, as a machine has other things to do; no arena, as that keeps what it once had. */
  private static OrtSession.SessionOptions options() throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    options.setInterOpNumThreads(1);
    options.setCPUArenaAllocator(false);
    options.setMemoryPatternOptimization(false);
    return options;
  }

  private static OrtSession session(
      SentenceModel model, @Nullable Path folder, OrtSession.SessionOptions options)
      throws OrtException, IOException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    if (folder != null) {
      return environment.createSession(folder.resolve(model.networkFile()).toString(), options);
    }
    try (InputStream in = model.open(model.networkFile(), null)) {
      return environment.createSession(in.readAllBytes(), options);
    }
  }

  @Override
  public String model() {
    return model.modelName();
  }

  @Override
  public List<float[]> embed(Purpose purpose, List<String> texts) throws InterruptedException {
    if (texts.isEmpty() || texts.size() > MAX_BATCH) {
      throw new EmbedderException(
          "Give 1 to %d texts, not %d".formatted(MAX_BATCH, texts.size()), false);
    }
    String prefix =
        switch (purpose) {
          case QUERY -> model.query();
          case PASSAGE -> model.passage();
        };
    List<float[]> vectors = new ArrayList<>();
    for (String text : texts) {
      vectors.add(vector(tokens.encode(prefix + text, MAX_TOKENS)));
    }
    return vectors;
  }

  private float[] vector(long[] ids) throws InterruptedException {
    computing.lockInterruptibly();
    try {
      if (closed) {
        throw new EmbedderException("The embedder is closed", true);
      }
      return compute(ids);
    } finally {
      computing.unlock();
    }
  }

  private float[] compute(long[] ids) {
    long[] shape = {1, ids.length};
    long[] attended = new long[ids.length];
    Arrays.fill(attended, 1);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OnnxTensor input = OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), shape);
        OnnxTensor mask = OnnxTensor.createTensor(environment, LongBuffer.wrap(attended), shape);
        OnnxTensor types =
            OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[ids.length]), shape);
        OrtSession.Result result =
            session.run(
                Map.of("input_ids", input, "attention_mask", mask, "token_type_ids", types))) {
      return unit(mean(((float[][][]) result.get(0).getValue())[0]));
    } catch (OrtException e) {
      throw new EmbedderException("A text can't be embedded: " + e.getMessage(), false, e);
    }
  }

  private static float[] mean(float[][] vectors) {
    float[] mean = new float[vectors[0].length];
    for (float[] vector : vectors) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += vector[i] / vectors.length;
      }
    }
    return mean;
  }

  private static float[] unit(float[] vector) {
    double squares = 0;
    for (float component : vector) {
      squares += (double) component * component;
    }
    float length = (float) Math.sqrt(squares);
    for (int i = 0; i < vector.length; i++) {
      vector[i] /= length;
    }
    return vector;
  }

  @Override
  public void close() {
    computing.lock();
    try {
      if (!closed) {
        closed = true;
        session.close();
      }
    } catch (OrtException e) {
      throw new EmbedderException("The model can't be closed: " + e.getMessage(), false, e);
    } finally {
      computing.unlock();
    }
  }
}
