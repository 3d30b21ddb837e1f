package dev.oxydra.types;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of models: by provider, then by model.
 *
 * @param providers the models of each provider, by their names, in the order of the alphabet
 */
public record Catalog(@JsonValue Map<String, Map<String, ModelInfo>> providers) {
  /** One that knows nothing. */
  public static final Catalog EMPTY = new Catalog(Map.of());

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public Catalog {
    Map<String, Map<String, ModelInfo>> copy = new TreeMap<>();
    providers.forEach((provider, models) ->
        copy.put(provider, Collections.unmodifiableMap(new TreeMap<>(models))));
    providers = Collections.unmodifiableMap(copy);
  }

  /** What is known of a model; null for nothing. */
  public @Nullable ModelInfo find(String provider, ModelId model) {
    return models(provider).get(model.value());
  }

  /** Whether any model of the provider is known. A model of another can't be said to be wrong. */
  public boolean knows(String provider) {
    return !models(provider).isEmpty();
  }

  /** How many models are known. */
  public int size() {
    return providers.values().stream().mapToInt(Map::size).sum();
  }

  /**
   * Names that may have been meant, the likeliest first: at most three, none where none is near.
   * Models that aren't deprecated go before those that are.
   *
   * @param provider its name in the catalogue
   */
  public List<String> nearest(String provider, ModelId model) {
    return NearestNames.of(model.value(), models(provider));
  }

  /** This with {@code upper} on top, whose entries replace those of the same model. */
  public Catalog under(Catalog upper) {
    Map<String, Map<String, ModelInfo>> both = new TreeMap<>(providers);
    upper.providers.forEach((provider, models) -> {
      Map<String, ModelInfo> merged = new TreeMap<>(models(provider));
      merged.putAll(models);
      both.put(provider, merged);
    });
    return new Catalog(both);
  }

  /** The part of it that is about these providers. */
  public Catalog only(Collection<String> names) {
    Map<String, Map<String, ModelInfo>> some = new TreeMap<>(providers);
    some.keySet().retainAll(names);
    return new Catalog(some);
  }

  private Map<String, ModelInfo> models(String provider) {
    return providers.getOrDefault(provider, Map.of());
  }
}
