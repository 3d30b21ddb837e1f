package dev.oxydra.runner;

import dev.oxydra.runner.config.LoadedConfig;
import dev.oxydra.runner.config.Roster;
import dev.oxydra.types.Catalog;
import java.util.Map;

/** What is known of models. */
@FunctionalInterface
interface CatalogSource {
  /** Knows nothing, and so refuses nothing. */
  CatalogSource NONE = (config, roster, environment) -> Catalog.EMPTY;

  /**
   * The catalogue for a guest.
   *
   * @param roster whose models have to be in it, unless {@code catalog.skip_catalog_validation}
   * @param environment of whoever asks for the guest, which says where the cache is
   * @throws dev.oxydra.runner.config.ConfigException when one of them isn't
   */
  Catalog load(LoadedConfig config, Roster roster, Map<String, String> environment);
}
