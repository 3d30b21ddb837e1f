package dev.oxydra.types;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * Turns texts into vectors whose direction stands for what they mean. Its methods may be called by
 * any thread.
 */
public interface Embedder extends AutoCloseable {
  /** There is none: what is searched for is found by its words. */
  Embedder NONE =
      new Embedder() {
        @Override
        public String model() {
          return "none";
        }

        @Override
        public List<float[]> embed(Purpose purpose, List<String> texts) {
          throw new EmbedderException("No embeddings are configured, see memory.embedding", false);
        }

        @Override
        public void close() {}
      };

  /** What a text is embedded for; some models want to know. */
  enum Purpose {
    /** To be looked for with. */
    @JsonProperty("query")
    QUERY,
    /** To be found. */
    @JsonProperty("passage")
    PASSAGE
  }

  /**
   * Which space the vectors are of, such as {@code all-minilm-l6-v2-q}: those of different models
   * can't be compared. Known without asking anybody.
   */
  String model();

  /**
   * Embeds.
   *
   * @param texts 1 to {@link #MAX_BATCH}; what is longer than the model reads is cut
   * @return a vector of length 1 for each text, in order, all with as many components
   * @throws EmbedderException when it can't
   */
  List<float[]> embed(Purpose purpose, List<String> texts) throws InterruptedException;

  /** How many texts at most are embedded at once. */
  int MAX_BATCH = 64;

  @Override
  void close();
}
