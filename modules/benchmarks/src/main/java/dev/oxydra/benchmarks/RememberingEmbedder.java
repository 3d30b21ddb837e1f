package dev.oxydra.benchmarks;

import dev.oxydra.types.Embedder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Embeds each text once, for evaluations that come with the same texts again and again. */
final class RememberingEmbedder implements Embedder {
  private final Embedder embedder;
  private final Map<Key, float[]> vectors = new HashMap<>();

  RememberingEmbedder(Embedder embedder) {
    this.embedder = embedder;
  }

  private record Key(Purpose purpose, String text) {}

  @Override
  public String model() {
    return embedder.model();
  }

  @Override
  public synchronized List<float[]> embed(Purpose purpose, List<String> texts)
      throws InterruptedException {
    List<String> unknown =
        texts.stream()
            .filter(text -> !vectors.containsKey(new Key(purpose, text)))
            .distinct()
            .toList();
    if (!unknown.isEmpty()) {
      List<float[]> made = embedder.embed(purpose, unknown);
      for (int i = 0; i < made.size(); i++) {
        vectors.put(new Key(purpose, unknown.get(i)), made.get(i));
      }
    }
    return texts.stream()
        .map(text -> Objects.requireNonNull(vectors.get(new Key(purpose, text))).clone())
        .toList();
  }

  @Override
  public void close() {
    embedder.close();
  }
}
