package dev.oxydra.runner.catalog;

import dev.oxydra.runner.config.ConfigProblem;
import dev.oxydra.types.Catalog;
import java.util.List;
import java.util.Objects;

/**
 * A catalogue of all its layers.
 *
 * @param warnings what was left out, and why
 */
public record LoadedCatalog(Catalog catalog, List<ConfigProblem> warnings) {
  public LoadedCatalog {
    Objects.requireNonNull(catalog, "catalog");
    warnings = List.copyOf(warnings);
  }
}
