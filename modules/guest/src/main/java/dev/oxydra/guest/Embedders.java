package dev.oxydra.guest;

import dev.oxydra.tools.web.BrokerPost;
import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.Embedder;
import dev.oxydra.types.MemoryConfig;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Who makes vectors, as {@code memory.embedding} says. */
final class Embedders {
  private Embedders() {}

  /**
   * Nobody is asked before it is used.
   *
   * @param hashing makes them without a model
   */
  static Embedder of(Bootstrap bootstrap, Supplier<Embedder> hashing) {
    MemoryConfig.Embedding embedding = bootstrap.memory().embedding();
    BrokerPost broker = new BrokerPost(Path.of(bootstrap.paths().brokerSocket()));
    return switch (embedding.backend()) {
      case NONE -> Embedder.NONE;
      case DETERMINISTIC -> hashing.get();
      case ONNX ->
          new BrokerEmbedder(broker, embedding.effectiveModel(), new EmbeddingDialect.Own());
      case OPENAI -> {
        String model = embedding.effectiveModel();
        yield new BrokerEmbedder(broker, "openai/" + model, new EmbeddingDialect.OpenAi(model));
      }
    };
  }
}
