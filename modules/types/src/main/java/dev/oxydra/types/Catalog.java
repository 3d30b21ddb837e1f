package dev.oxydra.types;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of models: by provider, then by model.
 *
 * @param providers the models of each provider, by their names
 */
public record Catalog(@JsonValue Map<String, Map<String, ModelInfo>> providers) {
  /** One that knows nothing. */
  public static final Catalog EMPTY = new Catalog(Map.of());

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public Catalog {
    Map<String, Map<String, ModelInfo>> copy = new TreeMap<>();
    providers.forEach((provider, models) -> copy.put(provider, Map.copyOf(models)));
    providers = java.util.Collections.unmodifiableMap(copy);
  }

  /** What is known of a model; null for nothing. */
  public @Nullable ModelInfo find(String provider, ModelId model) {
    return providers.getOrDefault(provider, Map.of()).get(model.value());
  }

  /** This with {@code upper} on top, whose entries replace those of the same model. */
  public Catalog under(Catalog upper) {
    Map<String, Map<String, ModelInfo>> both = new LinkedHashMap<>(providers);
    upper.providers.forEach((provider, models) -> {
      Map<String, ModelInfo> merged = new LinkedHashMap<>(both.getOrDefault(provider, Map.of()));
      merged.putAll(models);
      both.put(provider, merged);
    });
    return new Catalog(both);
  }
}
