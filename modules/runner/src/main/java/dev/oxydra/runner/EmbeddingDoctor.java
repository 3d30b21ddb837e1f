package dev.oxydra.runner;

import static dev.oxydra.runner.doctor.Finding.ok;

import dev.oxydra.runner.config.LoadedConfig;
import dev.oxydra.runner.doctor.Finding;
import dev.oxydra.types.MemoryConfig;
import dev.oxydra.types.MemoryConfig.EmbeddingBackend;
import java.util.List;

/** Whether the host's embedder is there to be started, where memory is to use it. */
final class EmbeddingDoctor {
  private static final String WHAT = "embeddings";

  private EmbeddingDoctor() {}

  /** None where another backend is configured. */
  static List<Finding> findings(Invocation invocation, LoadedConfig config) {
    MemoryConfig memory = config.agent().memory();
    return memory.enabled() && memory.embedding().backend() == EmbeddingBackend.ONNX
        ? List.of(Attempt.of(WHAT, () -> launcher(invocation)))
        : List.of();
  }

  private static Finding launcher(Invocation invocation) {
    Distribution distribution = invocation.distribution();
    var _ = distribution.commandOf("embedder", invocation.host().environment());
    return ok(WHAT, distribution.launcher("embedder") + " is there for the backend onnx");
  }
}
