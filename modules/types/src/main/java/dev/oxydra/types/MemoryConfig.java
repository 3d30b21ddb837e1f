package dev.oxydra.types;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is kept and found across sessions, the group {@code memory} of {@code agent.conf}.
 *
 * @param enabled whether there are notes, and a search over them and conversations
 * @param search how is searched
 * @param recall what a turn is shown of it without being asked
 * @param embedding who makes vectors
 */
public record MemoryConfig(boolean enabled, Search search, Recall recall, Embedding embedding) {
  public MemoryConfig {
    Objects.requireNonNull(search, "search");
    Objects.requireNonNull(recall, "recall");
    Objects.requireNonNull(embedding, "embedding");
  }

  /** The built-in ones, with the vectors of hashes. */
  public static MemoryConfig defaults() {
    return new MemoryConfig(true, Search.defaults(), Recall.defaults(), Embedding.defaults());
  }

  /** What a guest needs to know: not where a key is, nor where texts are sent to. */
  public MemoryConfig withoutKeys() {
    return new MemoryConfig(enabled, search, recall, embedding.withoutKey());
  }

  /**
   * How is searched.
   *
   * @param vectorWeight how much the ranking by meaning counts
   * @param ftsWeight how much the ranking by words counts
   * @param recencyWeight how much newer passages are preferred: 0 for not at all
   * @param recencyHalfLifeDays after how many days that has halved
   * @param diversity how much a passage counts less for being like a better one: 0 for not at all
   */
  public record Search(
      @Range(min = 0, max = 100) double vectorWeight,
      @Range(min = 0, max = 100) double ftsWeight,
      @Range(min = 0, max = 1) double recencyWeight,
      @Range(min = 1, max = 36_500) int recencyHalfLifeDays,
      @Range(min = 0, max = 1) double diversity) {
    /** The built-in ones. */
    public static Search defaults() {
      return new Search(1.0, 1.0, 0.1, 30, 0.1);
    }
  }

  /**
   * What a turn is shown of the memory without being asked.
   *
   * @param enabled whether it is shown anything
   * @param topK how many notes and passages at most
   * @param maxTokens how much of the context they may take, at four characters a token
   * @param timeout how long a turn waits for them; then it goes on without
   */
  public record Recall(
      boolean enabled,
      @Range(min = 1, max = 20) int topK,
      @Range(min = 50, max = 100_000) int maxTokens,
      @Range(min = 0, max = 10) Duration timeout) {
    public Recall {
      Objects.requireNonNull(timeout, "timeout");
    }

    /** The built-in ones. */
    public static Recall defaults() {
      return new Recall(true, 6, 1500, Duration.ofMillis(250));
    }
  }

  /**
   * Who makes vectors.
   *
   * @param backend who does
   * @param model which one; null for the backend's own default
   * @param baseUrl of an {@code openai} one, up to and without {@code /embeddings}
   * @param apiKeyEnv the environment variable that holds the key of an {@code openai} one
   * @param apiKeyFile the file that holds the key, for its owner alone
   * @param apiKeyCommand the program that writes the key to its output, and its arguments
   * @param idleTimeout after how long without a request the host's embedder ends
   */
  public record Embedding(
      EmbeddingBackend backend,
      @Nullable String model,
      @Nullable String baseUrl,
      @Nullable String apiKeyEnv,
      @Nullable Path apiKeyFile,
      @Nullable List<String> apiKeyCommand,
      @Range(min = 1, max = 86_400) Duration idleTimeout) {
    public Embedding {
      Objects.requireNonNull(backend, "backend");
      apiKeyCommand = apiKeyCommand == null ? null : List.copyOf(apiKeyCommand);
      Objects.requireNonNull(idleTimeout, "idle_timeout");
    }

    /** The models of {@code onnx} that are shipped, the default one first. */
    public static final List<String> ONNX_MODELS = List.of("e5-small-v2-q");

    /** The default model of {@code openai}. */
    public static final String OPENAI_MODEL = "text-embedding-3-small";

    /** The model that is configured, else the default one; empty where none is asked. */
    public String effectiveModel() {
      return switch (backend) {
        case ONNX -> Objects.requireNonNullElse(model, ONNX_MODELS.getFirst());
        case OPENAI -> Objects.requireNonNullElse(model, OPENAI_MODEL);
        case DETERMINISTIC, NONE -> "";
      };
    }

    /** Vectors of hashes, for which nothing else is needed. */
    public static Embedding defaults() {
      return new Embedding(
          EmbeddingBackend.DETERMINISTIC, null, null, null, null, null, Duration.ofMinutes(5));
    }

    Embedding withoutKey() {
      return new Embedding(backend, model, null, null, null, null, idleTimeout);
    }
  }

  /** Who makes vectors. */
  public enum EmbeddingBackend {
    /** A model on the host, in a process without a network. */
    ONNX,
    /** A server that speaks OpenAI's protocol for embeddings, which the broker asks. */
    OPENAI,
    /** Nobody: words are hashed. It finds what shares words, or parts of them. */
    DETERMINISTIC,
    /** Nobody: search goes by words alone. */
    NONE
  }
}
