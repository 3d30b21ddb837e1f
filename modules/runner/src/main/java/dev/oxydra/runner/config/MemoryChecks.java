package dev.oxydra.runner.config;

import dev.oxydra.types.MemoryConfig;
import dev.oxydra.types.MemoryConfig.EmbeddingBackend;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the records can't say of memory. */
final class MemoryChecks {
  private MemoryChecks() {}

  static void embedding(Problems problems, String path, MemoryConfig.Embedding it) {
    String model = it.model();
    if (it.backend() == EmbeddingBackend.ONNX
        && model != null
        && !MemoryConfig.Embedding.ONNX_MODELS.contains(model)) {
      problems.add(
          path + ".model",
          "There is no embedding model \"" + model + "\"",
          Keys.oneOf(model, MemoryConfig.Embedding.ONNX_MODELS));
    }
    if (it.backend() == EmbeddingBackend.OPENAI) {
      address(problems, path + ".base_url", it.baseUrl());
    } else {
      nobodyElse(problems, path, it);
    }
  }

  private static void address(Problems problems, String key, @Nullable String url) {
    String problem = url == null ? null : WebAddress.problem(url);
    if (problem != null) {
      problems.add(key, problem, "Write it like https://api.openai.com/v1");
    }
  }

  /** Who believes that texts go to a server of his choice must not find out that they don't. */
  private static void nobodyElse(Problems problems, String path, MemoryConfig.Embedding it) {
    Map<String, @Nullable Object> forServers = new LinkedHashMap<>();
    forServers.put("base_url", it.baseUrl());
    forServers.put("api_key_env", it.apiKeyEnv());
    forServers.put("api_key_file", it.apiKeyFile());
    forServers.put("api_key_command", it.apiKeyCommand());
    forServers.forEach((name, value) -> {
      if (value != null) {
        problems.add(
            path + "." + name,
            "Only the backend openai asks a server",
            "Remove it, or set backend to openai");
      }
    });
  }
}
