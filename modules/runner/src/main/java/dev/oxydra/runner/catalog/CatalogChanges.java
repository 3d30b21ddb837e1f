package dev.oxydra.runner.catalog;

import dev.oxydra.types.Catalog;
import dev.oxydra.types.ModelInfo;
import java.util.Map;
import java.util.Objects;

/**
 * How two catalogues differ.
 *
 * @param added models that only the later one has
 * @param removed models that only the earlier one has
 * @param repriced models whose prices are not the same
 */
public record CatalogChanges(int added, int removed, int repriced) {
  static CatalogChanges between(Catalog before, Catalog after) {
    return new CatalogChanges(
        missing(after, before), missing(before, after), repriced(before, after));
  }

  private static int missing(Catalog models, Catalog from) {
    int missing = 0;
    for (var provider : models.providers().entrySet()) {
      Map<String, ModelInfo> there = from.providers().getOrDefault(provider.getKey(), Map.of());
      for (String id : provider.getValue().keySet()) {
        missing += there.containsKey(id) ? 0 : 1;
      }
    }
    return missing;
  }

  private static int repriced(Catalog before, Catalog after) {
    int repriced = 0;
    for (var provider : before.providers().entrySet()) {
      Map<String, ModelInfo> now = after.providers().getOrDefault(provider.getKey(), Map.of());
      for (var model : provider.getValue().entrySet()) {
        ModelInfo later = now.get(model.getKey());
        if (later != null && !Objects.equals(later.cost(), model.getValue().cost())) {
          repriced++;
        }
      }
    }
    return repriced;
  }

  /** For people. */
  @Override
  public String toString() {
    return added + " models added, " + removed + " removed, " + repriced + " with other prices";
  }
}
